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
 * @param inputs whether to read inputs
 * @param outputs whether to read outputs
 * @param maxBytes how much a page may hold, in bytes of what is stored; one instance
 * always finds room
 */
public record InstanceQuery(Set<OrchestrationRuntimeStatus> statuses, @Nullable String name,
		@Nullable Instant createdFrom, @Nullable Instant createdTo, @Nullable Instant completedFrom,
		@Nullable Instant completedTo, @Nullable String instanceIdPrefix, Map<String, String> tags,
		@Nullable String parentInstanceId, Order order, @Nullable Position after, int limit, boolean inputs,
		boolean outputs, long maxBytes) {

	/**
	 * How many tags a query may have.
	 */
	public static final int MOST_TAGS = 5;

	/**
	 * How much a page holds if nothing else is asked for, in bytes.
	 */
	public static final long PAGE_BYTES = 4L * 1024 * 1024;

	public InstanceQuery {
		if (tags.size() > MOST_TAGS) {
			throw new IllegalArgumentException("A query has at most %d tags, not %d".formatted(MOST_TAGS, tags.size()));
		}
	}

	/**
	 * Create a query whose pages hold as much as usual.
	 * @param statuses the statuses, or an empty set for all
	 * @param name the name of the orchestrator, or {@code null}
	 * @param createdFrom the earliest time of creation, or {@code null}
	 * @param createdTo the latest time of creation, or {@code null}
	 * @param completedFrom the earliest time of the end, or {@code null}
	 * @param completedTo the latest time of the end, or {@code null}
	 * @param instanceIdPrefix what the instance ID begins with, or {@code null}
	 * @param tags tags that the instance must have
	 * @param parentInstanceId the instance ID of the caller, or {@code null}
	 * @param order the order
	 * @param after the last instance of the page before, or {@code null}
	 * @param limit how many instances to return at most
	 * @param payloads whether to read inputs and outputs
	 */
	public InstanceQuery(Set<OrchestrationRuntimeStatus> statuses, @Nullable String name, @Nullable Instant createdFrom,
			@Nullable Instant createdTo, @Nullable Instant completedFrom, @Nullable Instant completedTo,
			@Nullable String instanceIdPrefix, Map<String, String> tags, @Nullable String parentInstanceId, Order order,
			@Nullable Position after, int limit, boolean payloads) {
		this(statuses, name, createdFrom, createdTo, completedFrom, completedTo, instanceIdPrefix, tags,
				parentInstanceId, order, after, limit, payloads, payloads, PAGE_BYTES);
	}

	/**
	 * Return whether payloads are read.
	 * @return {@code true} if inputs or outputs are
	 */
	public boolean payloads() {
		return this.inputs || this.outputs;
	}

	/**
	 * Go on at a place in the list.
	 * @param position the place, or {@code null} for the beginning
	 * @param most how many instances to return at most
	 * @return the same query from there on
	 */
	public InstanceQuery from(@Nullable Position position, int most) {
		return new InstanceQuery(this.statuses, this.name, this.createdFrom, this.createdTo, this.completedFrom,
				this.completedTo, this.instanceIdPrefix, this.tags, this.parentInstanceId, this.order, position, most,
				this.inputs, this.outputs, this.maxBytes);
	}

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

		/**
		 * Return the place of an instance.
		 * @param order the order of the list
		 * @param view the instance
		 * @return its place
		 */
		public static Position of(Order order, InstanceView view) {
			Instant completedAt = (order == Order.COMPLETED_ASCENDING) ? view.completedAt() : null;
			return new Position((completedAt != null) ? completedAt : view.instance().createdAt(),
					view.instance().incarnationId());
		}

	}

}
