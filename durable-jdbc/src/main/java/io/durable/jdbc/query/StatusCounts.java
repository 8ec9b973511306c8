package io.durable.jdbc.query;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.jdbc.table.TableNames;
import org.jspecify.annotations.Nullable;

/**
 * Counts instances by status. That reads an index as long as there are instances, so the
 * counts of many are kept for some seconds.
 */
public final class StatusCounts {

	/**
	 * From how many instances on counts are kept.
	 */
	static final long MANY = 10_000;

	private static final long KEPT_NANOS = TimeUnit.SECONDS.toNanos(5);

	private static final String COUNT = "SELECT status, COUNT(*) FROM %PREFIX%instance GROUP BY status";

	private final String count;

	private volatile @Nullable Counts kept;

	public StatusCounts(TableNames names) {
		this.count = names.in(COUNT);
	}

	// Return counts that are not old, or null.
	public @Nullable Map<OrchestrationRuntimeStatus, Long> recent() {
		Counts counts = this.kept;
		return (counts != null && System.nanoTime() - counts.at() < KEPT_NANOS) ? counts.byStatus() : null;
	}

	// Count, and keep what was counted for others.
	public Map<OrchestrationRuntimeStatus, Long> count(Connection connection) throws SQLException {
		Map<OrchestrationRuntimeStatus, Long> counts = read(connection);
		boolean many = counts.values().stream().mapToLong(Long::longValue).sum() >= MANY;
		this.kept = many ? new Counts(counts, System.nanoTime()) : null;
		return counts;
	}

	// Count in a transaction, whose own changes count for it alone.
	public Map<OrchestrationRuntimeStatus, Long> read(Connection connection) throws SQLException {
		return BoundedRead.query(connection, this.count, (statement) -> {
		}, (row) -> {
			Map<OrchestrationRuntimeStatus, Long> counts = new LinkedHashMap<>();
			while (row.next()) {
				counts.put(OrchestrationRuntimeStatus.of(row.getString(1)), row.getLong(2));
			}
			return counts;
		});
	}

	/**
	 * What was counted.
	 *
	 * @param byStatus the counts
	 * @param at when, by the monotonic clock
	 */
	private record Counts(Map<OrchestrationRuntimeStatus, Long> byStatus, long at) {

	}

}
