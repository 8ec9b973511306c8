package io.durable.client;

import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.store.NewInstance;
import org.jspecify.annotations.Nullable;

/**
 * Options of a start.
 */
public final class NewOrchestrationInstanceOptions {

	private final Map<String, String> tags = new LinkedHashMap<>();

	private @Nullable String instanceId;

	private @Nullable Object input;

	private @Nullable String serializedInput;

	private @Nullable String version;

	private @Nullable Instant startTime;

	private Set<OrchestrationRuntimeStatus> replaceableStatuses = NewInstance.TERMINAL;

	/**
	 * Set the instance ID.
	 * @param instanceId the instance ID, or {@code null} for a generated one
	 * @return these options
	 */
	public NewOrchestrationInstanceOptions setInstanceId(@Nullable String instanceId) {
		this.instanceId = instanceId;
		return this;
	}

	/**
	 * Set the input.
	 * @param input the input, or {@code null}
	 * @return these options
	 */
	public NewOrchestrationInstanceOptions setInput(@Nullable Object input) {
		this.input = input;
		this.serializedInput = null;
		return this;
	}

	/**
	 * Set the input in the form in which it is stored, instead of
	 * {@link #setInput(Object)}.
	 * @param text what the data converter would have written, or {@code null} for none
	 * @return these options
	 */
	public NewOrchestrationInstanceOptions setSerializedInput(@Nullable String text) {
		this.serializedInput = text;
		this.input = null;
		return this;
	}

	/**
	 * Set the version, instead of the configured default.
	 * @param version the version, or {@code null} for the default
	 * @return these options
	 */
	public NewOrchestrationInstanceOptions setVersion(@Nullable String version) {
		this.version = version;
		return this;
	}

	/**
	 * Set when to start. Until then the instance is pending, holds its instance ID, keeps
	 * events and can be terminated.
	 * @param startTime the time; a past one, or {@code null}, starts at once
	 * @return these options
	 */
	public NewOrchestrationInstanceOptions setStartTime(@Nullable Instant startTime) {
		this.startTime = startTime;
		return this;
	}

	/**
	 * Add a tag, which queries find the instance by. Continue-as-new keeps it.
	 * @param key the key
	 * @param value the value
	 * @return these options
	 */
	public NewOrchestrationInstanceOptions addTag(String key, String value) {
		this.tags.put(key, value);
		return this;
	}

	/**
	 * Add tags.
	 * @param newTags the tags, beside those that were added before
	 * @return these options
	 */
	public NewOrchestrationInstanceOptions setTags(Map<String, String> newTags) {
		this.tags.putAll(newTags);
		return this;
	}

	/**
	 * Set in which statuses an instance with the same ID is replaced. All terminal ones
	 * by default; with an empty list an ID is used once only. An instance that has not
	 * ended is terminated first, and its end is waited for.
	 * @param statuses the statuses
	 * @return these options
	 * @throws IllegalArgumentException if a running instance may be replaced, but not a
	 * terminated one, which it becomes first
	 */
	public NewOrchestrationInstanceOptions setReplaceableStatuses(Collection<OrchestrationRuntimeStatus> statuses) {
		Set<OrchestrationRuntimeStatus> replaceable = Set.copyOf(statuses);
		if (!NewInstance.TERMINAL.containsAll(replaceable)
				&& !replaceable.contains(OrchestrationRuntimeStatus.TERMINATED)) {
			throw new IllegalArgumentException("To replace an instance that has not ended it is terminated first, "
					+ "so Terminated must be among the statuses too: " + replaceable);
		}
		this.replaceableStatuses = replaceable;
		return this;
	}

	public @Nullable String getInstanceId() {
		return this.instanceId;
	}

	public @Nullable Object getInput() {
		return this.input;
	}

	public @Nullable String getSerializedInput() {
		return this.serializedInput;
	}

	public @Nullable String getVersion() {
		return this.version;
	}

	public @Nullable Instant getStartTime() {
		return this.startTime;
	}

	public Map<String, String> getTags() {
		return this.tags;
	}

	public Set<OrchestrationRuntimeStatus> getReplaceableStatuses() {
		return this.replaceableStatuses;
	}

}
