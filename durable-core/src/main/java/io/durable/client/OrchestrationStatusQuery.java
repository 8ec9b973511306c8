package io.durable.client;

import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.durable.api.Names;
import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.api.Times;
import io.durable.store.InstanceQuery;
import org.jspecify.annotations.Nullable;

/**
 * Which instances to list: those that meet all conditions that are set, the newest first.
 */
public final class OrchestrationStatusQuery {

	/**
	 * How many instances a page has if nothing else is asked for.
	 */
	public static final int DEFAULT_PAGE = 100;

	/**
	 * How many tags a query may have.
	 */
	public static final int MOST_TAGS = InstanceQuery.MOST_TAGS;

	private final Set<OrchestrationRuntimeStatus> runtimeStatuses = EnumSet.noneOf(OrchestrationRuntimeStatus.class);

	private final Map<String, String> tags = new LinkedHashMap<>();

	private List<String> taskHubNames = List.of();

	private @Nullable String name;

	private @Nullable Instant createdTimeFrom;

	private @Nullable Instant createdTimeTo;

	private @Nullable Instant completedTimeFrom;

	private @Nullable Instant completedTimeTo;

	private @Nullable String instanceIdPrefix;

	private @Nullable String parentInstanceId;

	private int maxInstanceCount = DEFAULT_PAGE;

	private @Nullable String continuationToken;

	private boolean fetchInputs;

	private boolean fetchOutputs;

	/**
	 * Set the statuses.
	 * @param statuses the statuses, or an empty list for all
	 * @return this query
	 */
	public OrchestrationStatusQuery setRuntimeStatusList(@Nullable Collection<OrchestrationRuntimeStatus> statuses) {
		this.runtimeStatuses.clear();
		if (statuses != null) {
			this.runtimeStatuses.addAll(statuses);
		}
		return this;
	}

	/**
	 * Set the name of the orchestrator.
	 * @param orchestratorName the name, without regard to case, or {@code null} for all
	 * @return this query
	 */
	public OrchestrationStatusQuery setName(@Nullable String orchestratorName) {
		this.name = Names.checkFilter("The name of the orchestrator", orchestratorName);
		return this;
	}

	/**
	 * Set the names of task hubs. A client knows its own task hub only, so they make no
	 * difference.
	 * @param names the names, or {@code null} for none
	 * @return this query
	 */
	public OrchestrationStatusQuery setTaskHubNames(@Nullable List<String> names) {
		this.taskHubNames = (names != null) ? List.copyOf(names) : List.of();
		return this;
	}

	/**
	 * Set the earliest time of creation.
	 * @param from the time, inclusive, or {@code null} for none
	 * @return this query
	 */
	public OrchestrationStatusQuery setCreatedTimeFrom(@Nullable Instant from) {
		this.createdTimeFrom = Times.floorIfAny(from);
		return this;
	}

	/**
	 * Set the latest time of creation.
	 * @param to the time, inclusive, or {@code null} for none
	 * @return this query
	 */
	public OrchestrationStatusQuery setCreatedTimeTo(@Nullable Instant to) {
		this.createdTimeTo = Times.floorIfAny(to);
		return this;
	}

	/**
	 * Set the earliest time of the end. Instances that have not ended do not meet it.
	 * @param from the time, inclusive, or {@code null} for none
	 * @return this query
	 */
	public OrchestrationStatusQuery setCompletedTimeFrom(@Nullable Instant from) {
		this.completedTimeFrom = Times.floorIfAny(from);
		return this;
	}

	/**
	 * Set the latest time of the end. Instances that have not ended do not meet it.
	 * @param to the time, inclusive, or {@code null} for none
	 * @return this query
	 */
	public OrchestrationStatusQuery setCompletedTimeTo(@Nullable Instant to) {
		this.completedTimeTo = Times.floorIfAny(to);
		return this;
	}

	/**
	 * Set what the instance ID begins with.
	 * @param prefix the prefix, with regard to case, or {@code null} for all
	 * @return this query
	 */
	public OrchestrationStatusQuery setInstanceIdPrefix(@Nullable String prefix) {
		this.instanceIdPrefix = Names.checkFilter("The prefix of the instance ID", prefix);
		return this;
	}

	/**
	 * Set the orchestration that called the instance.
	 * @param parent the instance ID of the caller, or {@code null} for all
	 * @return this query
	 */
	public OrchestrationStatusQuery setParentInstanceId(@Nullable String parent) {
		this.parentInstanceId = Names.checkFilter("The instance ID of the parent", parent);
		return this;
	}

	/**
	 * Add a tag that the instance must have.
	 * @param key the key of the tag
	 * @param value its value
	 * @return this query
	 * @throws IllegalArgumentException if it has {@value #MOST_TAGS} tags with other keys
	 * already
	 */
	public OrchestrationStatusQuery addTag(String key, String value) {
		if (this.tags.size() == MOST_TAGS && !this.tags.containsKey(key)) {
			throw new IllegalArgumentException(
					"A query has at most %d tags: mark what is often looked for together with one tag"
						.formatted(MOST_TAGS));
		}
		this.tags.put(Names.checkText("The key of a tag", key), Names.checkText("The value of the tag", value));
		return this;
	}

	/**
	 * Set the size of a page.
	 * @param count how many instances at most, at least 1; more than the configured
	 * greatest page counts as that
	 * @return this query
	 */
	public OrchestrationStatusQuery setMaxInstanceCount(int count) {
		if (count < 1) {
			throw new IllegalArgumentException("A page has at least one instance, not " + count);
		}
		this.maxInstanceCount = count;
		return this;
	}

	/**
	 * Set where to go on.
	 * @param token what the page before said, or {@code null} for the first page
	 * @return this query
	 */
	public OrchestrationStatusQuery setContinuationToken(@Nullable String token) {
		this.continuationToken = token;
		return this;
	}

	/**
	 * Set whether to read inputs and outputs.
	 * @param fetch {@code true} to read them
	 * @return this query
	 */
	public OrchestrationStatusQuery setFetchInputsAndOutputs(boolean fetch) {
		return setFetchInputs(fetch).setFetchOutputs(fetch);
	}

	/**
	 * Set whether to read inputs.
	 * @param fetch {@code true} to read them
	 * @return this query
	 */
	public OrchestrationStatusQuery setFetchInputs(boolean fetch) {
		this.fetchInputs = fetch;
		return this;
	}

	/**
	 * Set whether to read outputs.
	 * @param fetch {@code true} to read them
	 * @return this query
	 */
	public OrchestrationStatusQuery setFetchOutputs(boolean fetch) {
		this.fetchOutputs = fetch;
		return this;
	}

	public List<OrchestrationRuntimeStatus> getRuntimeStatusList() {
		return List.copyOf(this.runtimeStatuses);
	}

	public List<String> getTaskHubNames() {
		return this.taskHubNames;
	}

	public @Nullable String getName() {
		return this.name;
	}

	public @Nullable Instant getCreatedTimeFrom() {
		return this.createdTimeFrom;
	}

	public @Nullable Instant getCreatedTimeTo() {
		return this.createdTimeTo;
	}

	public @Nullable Instant getCompletedTimeFrom() {
		return this.completedTimeFrom;
	}

	public @Nullable Instant getCompletedTimeTo() {
		return this.completedTimeTo;
	}

	public @Nullable String getInstanceIdPrefix() {
		return this.instanceIdPrefix;
	}

	public @Nullable String getParentInstanceId() {
		return this.parentInstanceId;
	}

	public Map<String, String> getTags() {
		return this.tags;
	}

	public int getMaxInstanceCount() {
		return this.maxInstanceCount;
	}

	public @Nullable String getContinuationToken() {
		return this.continuationToken;
	}

	public boolean isFetchInputsAndOutputs() {
		return this.fetchInputs && this.fetchOutputs;
	}

	public boolean isFetchInputs() {
		return this.fetchInputs;
	}

	public boolean isFetchOutputs() {
		return this.fetchOutputs;
	}

}
