package io.durable.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

import io.durable.store.DueTimer;
import io.durable.store.NewInstance;

/**
 * The timers. They lie apart from the messages, so that the inbox holds nothing that
 * nobody wants yet and a cancelled timer is deleted by its key.
 */
final class TimerTable {

	/**
	 * The task ID of a delayed start.
	 */
	static final int START = -1;

	private static final String INSERT = """
			INSERT INTO %PREFIX%timer (partition_id, execution_id, task_id, instance_id, due_at)
			VALUES (?, ?, ?, ?, ?)""";

	/**
	 * The database's clock alone decides whether a start is delayed.
	 */
	private static final String IS_LATER = "SELECT CASE WHEN ? > CURRENT_TIMESTAMP THEN 1 ELSE 0 END";

	private static final String DELETE = """
			DELETE FROM %PREFIX%timer WHERE partition_id = ? AND execution_id = ? AND task_id = ?""";

	private static final String DELETE_EXECUTION = """
			DELETE FROM %PREFIX%timer WHERE partition_id = ? AND execution_id = ?""";

	/**
	 * The sum keeps the primary key out of it, which would read all timers of the
	 * partitions to find those that are due.
	 */
	private static final String READ = """
			SELECT partition_id, instance_id, execution_id, task_id, due_at FROM %PREFIX%timer
			WHERE due_at <= ? AND partition_id + 0 = ANY(?)
			ORDER BY due_at FETCH FIRST ? ROWS ONLY""";

	private final String read;

	private final String insert;

	private final String isLater;

	private final String delete;

	private final String deleteExecution;

	TimerTable(TableNames names) {
		this.read = names.in(READ);
		this.insert = names.in(INSERT);
		this.isLater = names.in(IS_LATER);
		this.delete = names.in(DELETE);
		this.deleteExecution = names.in(DELETE_EXECUTION);
	}

	void insert(Connection connection, Collection<DueTimer> timers) throws SQLException {
		if (timers.isEmpty()) {
			return;
		}
		try (PreparedStatement statement = connection.prepareStatement(this.insert)) {
			for (DueTimer timer : timers) {
				bindKey(statement, timer);
				statement.setString(4, timer.instanceId());
				Columns.setInstant(statement, 5, timer.fireAt());
				statement.addBatch();
			}
			statement.executeBatch();
		}
	}

	// Insert the timer of a delayed start. Returns false if the time has come: then the
	// instance is started at once.
	boolean insertDelayedStart(Connection connection, NewInstance instance) throws SQLException {
		Instant startAt = instance.started().scheduledStartAt();
		if (startAt == null || !isLater(connection, startAt)) {
			return false;
		}
		insert(connection, List
			.of(new DueTimer(instance.partition(), instance.instanceId(), instance.executionId(), START, startAt)));
		return true;
	}

	private boolean isLater(Connection connection, Instant instant) throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(this.isLater)) {
			Columns.setInstant(statement, 1, instant);
			try (ResultSet row = statement.executeQuery()) {
				return row.next() && row.getInt(1) == 1;
			}
		}
	}

	void delete(Connection connection, Collection<DueTimer> timers) throws SQLException {
		if (timers.isEmpty()) {
			return;
		}
		try (PreparedStatement statement = connection.prepareStatement(this.delete)) {
			for (DueTimer timer : timers) {
				bindKey(statement, timer);
				statement.addBatch();
			}
			statement.executeBatch();
		}
	}

	private static void bindKey(PreparedStatement statement, DueTimer timer) throws SQLException {
		statement.setInt(1, timer.partition());
		Columns.setUuid(statement, 2, timer.executionId());
		statement.setInt(3, timer.taskId());
	}

	void deleteEnded(Connection connection, List<EncodedTurn> turns) throws SQLException {
		if (turns.isEmpty()) {
			return;
		}
		try (PreparedStatement statement = connection.prepareStatement(this.deleteExecution)) {
			for (EncodedTurn turn : turns) {
				statement.setInt(1, turn.partition());
				Columns.setUuid(statement, 2, turn.ended().executionId());
				statement.addBatch();
			}
			statement.executeBatch();
		}
	}

	List<DueTimer> read(Connection connection, Collection<Integer> partitions, Instant dueAt, int limit)
			throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(this.read)) {
			Columns.setInstant(statement, 1, dueAt);
			statement.setArray(2, connection.createArrayOf("integer", partitions.toArray()));
			statement.setInt(3, limit);
			try (ResultSet row = statement.executeQuery()) {
				List<DueTimer> timers = new ArrayList<>();
				while (row.next()) {
					timers.add(new DueTimer(row.getInt(1), row.getString(2), row.getObject(3, UUID.class),
							row.getInt(4), Columns.requireInstant(row, 5)));
				}
				return timers;
			}
		}
	}

}
