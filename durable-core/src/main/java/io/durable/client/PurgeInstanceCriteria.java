package io.durable.client;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.api.Times;
import org.jspecify.annotations.Nullable;

/**
 * Which ended instances to delete: those that meet all conditions that are set. Instances
 * that have not ended are never deleted.
 */
public final class PurgeInstanceCriteria {

	private final Set<OrchestrationRuntimeStatus> runtimeStatuses = EnumSet.noneOf(OrchestrationRuntimeStatus.class);

	private @Nullable Instant createdTimeFrom;

	private @Nullable Instant createdTimeTo;

	private @Nullable Instant completedTimeTo;

	private Duration timeout = Duration.ofMinutes(10);

	private boolean recursive;

	/**
	 * Set the earliest time of creation.
	 * @param from the time, inclusive, or {@code null} for none
	 * @return these criteria
	 */
	public PurgeInstanceCriteria setCreatedTimeFrom(@Nullable Instant from) {
		this.createdTimeFrom = Times.floorIfAny(from);
		return this;
	}

	/**
	 * Set the latest time of creation.
	 * @param to the time, inclusive, or {@code null} for none
	 * @return these criteria
	 */
	public PurgeInstanceCriteria setCreatedTimeTo(@Nullable Instant to) {
		this.createdTimeTo = Times.floorIfAny(to);
		return this;
	}

	/**
	 * Set the latest time of the end.
	 * @param to the time, inclusive, or {@code null} for none
	 * @return these criteria
	 */
	public PurgeInstanceCriteria setCompletedTimeTo(@Nullable Instant to) {
		this.completedTimeTo = Times.floorIfAny(to);
		return this;
	}

	/**
	 * Set the statuses.
	 * @param statuses the statuses, or an empty list for all that are terminal; those
	 * that are not have no effect
	 * @return these criteria
	 */
	public PurgeInstanceCriteria setRuntimeStatusList(@Nullable Collection<OrchestrationRuntimeStatus> statuses) {
		this.runtimeStatuses.clear();
		if (statuses != null) {
			this.runtimeStatuses.addAll(statuses);
		}
		return this;
	}

	/**
	 * Set how long to work on it. What was deleted by then stays deleted, and the result
	 * says that there is more.
	 * @param duration the longest time
	 * @return these criteria
	 */
	public PurgeInstanceCriteria setTimeout(Duration duration) {
		this.timeout = duration;
		return this;
	}

	/**
	 * Set whether sub-orchestrations that have ended go too.
	 * @param withDescendants {@code true} to delete them too
	 * @return these criteria
	 */
	public PurgeInstanceCriteria setRecursive(boolean withDescendants) {
		this.recursive = withDescendants;
		return this;
	}

	public @Nullable Instant getCreatedTimeFrom() {
		return this.createdTimeFrom;
	}

	public @Nullable Instant getCreatedTimeTo() {
		return this.createdTimeTo;
	}

	public @Nullable Instant getCompletedTimeTo() {
		return this.completedTimeTo;
	}

	public List<OrchestrationRuntimeStatus> getRuntimeStatusList() {
		return List.copyOf(this.runtimeStatuses);
	}

	public Duration getTimeout() {
		return this.timeout;
	}

	public boolean isRecursive() {
		return this.recursive;
	}

}
