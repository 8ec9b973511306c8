package io.durable.jdbc.table;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.durable.history.HistoryEvent;
import io.durable.jdbc.codec.Columns;
import io.durable.jdbc.codec.EncodedTurn;
import io.durable.jdbc.codec.EventColumns;
import io.durable.jdbc.codec.HistoryEventCodec;
import io.durable.store.InstanceKey;
import org.jspecify.annotations.Nullable;

/**
 * The history: one row for each event, only ever appended. Rows go when an execution is
 * over and continues as new, is replaced or is purged.
 */
public final class HistoryTable {

	private static final String INSERT = """
			INSERT INTO %PREFIX%history (partition_id, instance_id, execution_id, sequence_number, event_type,
				event_timestamp, task_id, name, input, result, status, failure, attributes)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";

	private static final String EVENTS = """
			SELECT event_type, event_timestamp, task_id, name, input, result, status, failure, attributes
			FROM %PREFIX%history
			WHERE partition_id = ? AND execution_id = ?""";

	private static final String READ = EVENTS + " ORDER BY partition_id, execution_id, sequence_number";

	private static final String READ_ONE = EVENTS + " AND sequence_number = ?";

	private static final String DELETE = "DELETE FROM %PREFIX%history WHERE partition_id = ? AND execution_id = ?";

	private final HistoryEventCodec codec;

	private final String insert;

	private final String read;

	private final String readOne;

	private final String delete;

	HistoryTable(TableNames names, HistoryEventCodec codec) {
		this.codec = codec;
		this.insert = names.in(INSERT);
		this.read = names.in(READ);
		this.readOne = names.in(READ_ONE);
		this.delete = names.in(DELETE);
	}

	public void insert(Connection connection, List<EncodedTurn> turns) throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(this.insert)) {
			for (EncodedTurn turn : turns) {
				int sequence = turn.commit().firstSequence();
				for (EventColumns event : turn.events()) {
					statement.setInt(1, turn.partition());
					statement.setString(2, turn.instanceId());
					Columns.setUuid(statement, 3, turn.commit().executionId());
					statement.setInt(4, sequence++);
					event.bind(statement, 5);
					statement.addBatch();
				}
			}
			statement.executeBatch();
		}
	}

	public List<HistoryEvent> read(Connection connection, int partition, UUID executionId) throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(this.read)) {
			statement.setInt(1, partition);
			Columns.setUuid(statement, 2, executionId);
			try (ResultSet row = statement.executeQuery()) {
				List<HistoryEvent> events = new ArrayList<>();
				while (row.next()) {
					events.add(this.codec.decode(EventColumns.read(row, 1)));
				}
				return events;
			}
		}
	}

	public @Nullable HistoryEvent read(Connection connection, int partition, UUID executionId, int sequenceNumber)
			throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(this.readOne)) {
			statement.setInt(1, partition);
			Columns.setUuid(statement, 2, executionId);
			statement.setInt(3, sequenceNumber);
			try (ResultSet row = statement.executeQuery()) {
				return row.next() ? this.codec.decode(EventColumns.read(row, 1)) : null;
			}
		}
	}

	public void deleteEnded(Connection connection, List<EncodedTurn> turns) throws SQLException {
		if (turns.isEmpty()) {
			return;
		}
		try (PreparedStatement statement = connection.prepareStatement(this.delete)) {
			for (EncodedTurn turn : turns) {
				statement.setInt(1, turn.partition());
				Columns.setUuid(statement, 2, turn.ended().executionId());
				statement.addBatch();
			}
			statement.executeBatch();
		}
	}

	public void delete(Connection connection, List<InstanceKey> executions) throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(this.delete)) {
			for (InstanceKey execution : executions) {
				statement.setInt(1, execution.partition());
				Columns.setUuid(statement, 2, execution.executionId());
				statement.addBatch();
			}
			statement.executeBatch();
		}
	}

}
