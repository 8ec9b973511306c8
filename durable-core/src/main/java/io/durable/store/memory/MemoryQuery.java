package io.durable.store.memory;

import java.time.Instant;
import java.util.Comparator;

import io.durable.api.FailureDetails;
import io.durable.history.ParentTask;
import io.durable.store.InstanceQuery;
import io.durable.store.InstanceQuery.Order;
import io.durable.store.InstanceQuery.Position;
import io.durable.store.InstanceView;
import io.durable.store.StoredInstance;
import io.durable.store.memory.MemoryTables.Row;
import org.jspecify.annotations.Nullable;

/**
 * Answers queries on the rows in memory.
 */
final class MemoryQuery {

	private MemoryQuery() {
	}

	static boolean matches(InstanceQuery query, Row row) {
		StoredInstance instance = row.instance();
		ParentTask parent = instance.parent();
		return (query.statuses().isEmpty() || query.statuses().contains(instance.status()))
				&& (query.name() == null || instance.name().equalsIgnoreCase(query.name()))
				&& isWithin(instance.createdAt(), query.createdFrom(), query.createdTo())
				&& isWithin(row.completedAt(), query.completedFrom(), query.completedTo())
				&& (query.instanceIdPrefix() == null || instance.instanceId().startsWith(query.instanceIdPrefix()))
				&& instance.tags().entrySet().containsAll(query.tags().entrySet())
				&& (query.parentInstanceId() == null
						|| (parent != null && parent.instanceId().equals(query.parentInstanceId())))
				&& (query.order() == Order.CREATED_DESCENDING || row.completedAt() != null) && isAfter(query, row);
	}

	private static boolean isWithin(@Nullable Instant time, @Nullable Instant from, @Nullable Instant to) {
		if (time == null) {
			return from == null && to == null;
		}
		return (from == null || !time.isBefore(from)) && (to == null || !time.isAfter(to));
	}

	private static boolean isAfter(InstanceQuery query, Row row) {
		return query.after() == null || order(query.order()).compare(query.after(), position(query.order(), row)) < 0;
	}

	static Comparator<Row> order(InstanceQuery query) {
		return Comparator.comparing((row) -> position(query.order(), row), order(query.order()));
	}

	// As databases compare UUIDs: unsigned
	private static Comparator<Position> order(Order order) {
		Comparator<Position> ascending = Comparator.comparing(Position::time)
			.thenComparing((position) -> position.incarnationId().toString());
		return (order == Order.CREATED_DESCENDING) ? ascending.reversed() : ascending;
	}

	/**
	 * Estimate what an instance takes on a page.
	 * @param view the instance
	 * @return the size in bytes
	 */
	static long size(InstanceView view) {
		StoredInstance instance = view.instance();
		long size = size(view.input()) + size(view.output()) + size(instance.customStatus())
				+ size(instance.parkedReason());
		for (FailureDetails next = view.failure(); next != null; next = next.getInnerFailure()) {
			size += size(next.getErrorMessage()) + size(next.getStackTrace());
		}
		return size;
	}

	private static long size(@Nullable String text) {
		return (text != null) ? text.length() : 0;
	}

	private static Position position(Order order, Row row) {
		StoredInstance instance = row.instance();
		Instant time = instance.createdAt();
		if (order == Order.COMPLETED_ASCENDING && row.completedAt() != null) {
			time = row.completedAt();
		}
		return new Position(time, instance.incarnationId());
	}

}
