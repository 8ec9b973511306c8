package io.durable.client;

import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.api.Times;
import org.jspecify.annotations.Nullable;

/**
 * Which ended instances to name: those that meet all conditions that are set, the first
 * that ended first.
 */
public final class ListInstanceIdsQuery {

	private final Set<OrchestrationRuntimeStatus> runtimeStatuses = EnumSet.noneOf(OrchestrationRuntimeStatus.class);

	private @Nullable Instant completedTimeFrom;

	private @Nullable Instant completedTimeTo;

	private int pageSize = OrchestrationStatusQuery.DEFAULT_PAGE;

	private @Nullable String continuationToken;

	/**
	 * Set the statuses.
	 * @param statuses terminal statuses, or an empty list for all of them
	 * @return this query
	 */
	public ListInstanceIdsQuery setRuntimeStatusList(@Nullable Collection<OrchestrationRuntimeStatus> statuses) {
		this.runtimeStatuses.clear();
		if (statuses != null) {
			this.runtimeStatuses.addAll(statuses);
		}
		return this;
	}

	/**
	 * Set the earliest time of the end.
	 * @param from the time, inclusive, or {@code null} for none
	 * @return this query
	 */
	public ListInstanceIdsQuery setCompletedTimeFrom(@Nullable Instant from) {
		this.completedTimeFrom = Times.floorIfAny(from);
		return this;
	}

	/**
	 * Set the latest time of the end.
	 * @param to the time, inclusive, or {@code null} for none
	 * @return this query
	 */
	public ListInstanceIdsQuery setCompletedTimeTo(@Nullable Instant to) {
		this.completedTimeTo = Times.floorIfAny(to);
		return this;
	}

	/**
	 * Set the size of a page.
	 * @param size how many IDs at most, at least 1; more than the configured greatest
	 * page counts as that
	 * @return this query
	 */
	public ListInstanceIdsQuery setPageSize(int size) {
		if (size < 1) {
			throw new IllegalArgumentException("A page has at least one instance, not " + size);
		}
		this.pageSize = size;
		return this;
	}

	/**
	 * Set where to go on.
	 * @param token what the page before said, or {@code null} for the first page
	 * @return this query
	 */
	public ListInstanceIdsQuery setContinuationToken(@Nullable String token) {
		this.continuationToken = token;
		return this;
	}

	public List<OrchestrationRuntimeStatus> getRuntimeStatusList() {
		return List.copyOf(this.runtimeStatuses);
	}

	public @Nullable Instant getCompletedTimeFrom() {
		return this.completedTimeFrom;
	}

	public @Nullable Instant getCompletedTimeTo() {
		return this.completedTimeTo;
	}

	public int getPageSize() {
		return this.pageSize;
	}

	public @Nullable String getContinuationToken() {
		return this.continuationToken;
	}

}
