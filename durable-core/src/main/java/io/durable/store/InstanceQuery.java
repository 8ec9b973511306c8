package io.durable.store;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import io.durable.api.OrchestrationRuntimeStatus;
import org.jspecify.annotations.Nullable;

/**
 * Which instances to list, and in which order. All conditions must hold.
 *
 * @param statuses the statuses, or an empty set for all
 * @param name the name of the orchestrator, without regard to case, or {@code null}
 * @param createdFrom the earliest time of creation, or {@code null}
 * @param createdTo the latest time of creation, or {@code null}
 * @param completedFrom the earliest time of the end, or {@code null}
 * @param completedTo the latest time of the end, or {@code null}
 * @param instanceIdPrefix what the instance ID begins with, or {@code null}
 * @param tags tags that the instance must have
 * @param parentInstanceId the instance ID of the caller, or {@code null}
 * @param order the order
 * @param after the last instance of the page before, or {@code null} for the first page
 * @param limit how many instances to return at most
 * @param payloads whether to read inputs and outputs
 */
public record InstanceQuery(Set<OrchestrationRuntimeStatus> statuses, @Nullable String name,
		@Nullable Instant createdFrom, @Nullable Instant createdTo, @Nullable Instant completedFrom,
		@Nullable Instant completedTo, @Nullable String instanceIdPrefix, Map<String, String> tags,
		@Nullable String parentInstanceId, Order order, @Nullable Position after, int limit, boolean payloads) {

	/**
	 * Return a query for the children of an instance.
	 * @param parentInstanceId the instance ID of the caller
	 * @param after the last instance of the page before, or {@code null}
	 * @param limit how many instances to return at most
	 * @return the query
	 */
	public static InstanceQuery children(String parentInstanceId, @Nullable Position after, int limit) {
		return new InstanceQuery(Set.of(), null, null, null, null, null, null, Map.of(), parentInstanceId,
				Order.CREATED_DESCENDING, after, limit, false);
	}

	/**
	 * The order of a list. Instances of the same time are ordered by their incarnation.
	 */
	public enum Order {

		/**
		 * By the time of creation, the newest first.
		 */
		CREATED_DESCENDING,

		/**
		 * By the time of the end, the oldest first; only instances that have ended.
		 */
		COMPLETED_ASCENDING

	}

	/**
	 * A place in a list.
	 *
	 * @param time the time of creation or of the end, whichever the order is by
	 * @param incarnationId the incarnation
	 */
	public record Position(Instant time, UUID incarnationId) {

	}

}
