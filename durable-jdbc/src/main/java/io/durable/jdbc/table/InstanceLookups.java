package io.durable.jdbc.table;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.jdbc.codec.ColumnArrays;
import io.durable.jdbc.dialect.SqlDialect;
import io.durable.store.InstanceKey;

/**
 * Reads what is asked of many instances by their keys, with one statement for some
 * thousand of them.
 */
public final class InstanceLookups {

	/**
	 * How many keys a statement has.
	 */
	private static final int CHUNK = 5000;

	private static final String KEYS = """
			FROM UNNEST(CAST(? AS INTEGER ARRAY), CAST(? AS %TEXT% ARRAY)) AS k(partition_id, instance_id)
			JOIN %PREFIX%instance i ON i.partition_id = k.partition_id AND i.instance_id = k.instance_id""";

	private static final String STATUSES = "SELECT i.instance_id, i.status\n" + KEYS;

	private static final String ENDED = "SELECT i.partition_id, i.instance_id, i.execution_id, i.incarnation_id\n"
			+ KEYS + " WHERE i.status " + InstanceTable.TERMINAL;

	private final String statuses;

	private final String ended;

	InstanceLookups(TableNames names, SqlDialect dialect) {
		this.statuses = names.in(STATUSES).replace("%TEXT%", dialect.text());
		this.ended = names.in(ENDED).replace("%TEXT%", dialect.text());
	}

	// Return the statuses of the instances that exist, by instance ID.
	public Map<String, OrchestrationRuntimeStatus> statuses(Connection connection, Map<String, Integer> partitions)
			throws SQLException {
		Map<String, OrchestrationRuntimeStatus> statuses = new HashMap<>();
		read(connection, this.statuses, List.copyOf(partitions.entrySet()), (rows) -> {
			rows.integers(Map.Entry::getValue);
			rows.texts(Map.Entry::getKey);
		}, (row) -> statuses.put(row.getString(1), OrchestrationRuntimeStatus.of(row.getString(2))));
		return statuses;
	}

	// Return the incarnations of those executions that are the last ones of instances
	// that have ended.
	public Map<InstanceKey, Incarnation> ended(Connection connection, List<InstanceKey> keys) throws SQLException {
		Map<InstanceKey, Incarnation> found = new HashMap<>();
		read(connection, this.ended, keys, (rows) -> {
			rows.integers(InstanceKey::partition);
			rows.texts(InstanceKey::instanceId);
		}, (row) -> found.put(new InstanceKey(row.getInt(1), row.getString(2), row.getObject(3, UUID.class)),
				new Incarnation(row.getInt(1), row.getObject(4, UUID.class))));
		return found;
	}

	private static <R> void read(Connection connection, String sql, List<R> keys, FencedStatement.Binder<R> binder,
			RowReader reader) throws SQLException {
		for (int from = 0; from < keys.size(); from += CHUNK) {
			try (PreparedStatement statement = connection.prepareStatement(sql)) {
				binder.bind(new ColumnArrays<>(statement, keys.subList(from, Math.min(from + CHUNK, keys.size()))));
				try (ResultSet row = statement.executeQuery()) {
					while (row.next()) {
						reader.read(row);
					}
				}
			}
		}
	}

	/**
	 * Takes the current row.
	 */
	private interface RowReader {

		void read(ResultSet row) throws SQLException;

	}

}
