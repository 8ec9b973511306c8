package io.durable.jdbc.table;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

import io.durable.jdbc.codec.Columns;
import io.durable.jdbc.codec.EncodedTurn;
import io.durable.store.DueTimer;
import io.durable.store.NewInstance;
import org.jspecify.annotations.Nullable;

/**
 * The timers. They lie apart from the messages, so that the inbox holds nothing that
 * nobody wants yet and a cancelled timer is deleted by its key.
 */
public final class TimerTable {

	/**
	 * The task ID of a delayed start.
	 */
	static final int START = -1;

	private static final int KEY_COLUMNS = 3;

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
			WHERE due_at <= ? AND partition_id + 0 = ANY(?)%AFTER%
			ORDER BY due_at, partition_id, execution_id, task_id FETCH FIRST ? ROWS ONLY""";

	/**
	 * Says twice when they are due, since not every database uses an index for rows.
	 */
	private static final String AFTER = """

			AND due_at >= ? AND (due_at, partition_id, execution_id, task_id) > (?, ?, ?, ?)""";

	private final String read;

	private final String readAfter;

	private final String insert;

	private final String isLater;

	private final String delete;

	private final String deleteExecution;

	public TimerTable(TableNames names) {
		this.read = names.in(READ.replace("%AFTER%", ""));
		this.readAfter = names.in(READ.replace("%AFTER%", AFTER));
		this.insert = names.in(INSERT);
		this.isLater = names.in(IS_LATER);
		this.delete = names.in(DELETE);
		this.deleteExecution = names.in(DELETE_EXECUTION);
	}

	public void insert(Connection connection, Collection<DueTimer> timers) throws SQLException {
		if (timers.isEmpty()) {
			return;
		}
		try (PreparedStatement statement = connection.prepareStatement(this.insert)) {
			for (DueTimer timer : timers) {
				bindKey(statement, 1, timer);
				statement.setString(4, timer.instanceId());
				Columns.setInstant(statement, 5, timer.fireAt());
				statement.addBatch();
			}
			statement.executeBatch();
		}
	}

	// Insert the timer of a delayed start. Returns false if the time has come: then the
	// instance is started at once.
	public boolean insertDelayedStart(Connection connection, NewInstance instance) throws SQLException {
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

	public void delete(Connection connection, Collection<DueTimer> timers) throws SQLException {
		if (timers.isEmpty()) {
			return;
		}
		try (PreparedStatement statement = connection.prepareStatement(this.delete)) {
			for (DueTimer timer : timers) {
				bindKey(statement, 1, timer);
				statement.addBatch();
			}
			statement.executeBatch();
		}
	}

	private static void bindKey(PreparedStatement statement, int parameter, DueTimer timer) throws SQLException {
		statement.setInt(parameter, timer.partition());
		Columns.setUuid(statement, parameter + 1, timer.executionId());
		statement.setInt(parameter + 2, timer.taskId());
	}

	public void deleteEnded(Connection connection, List<EncodedTurn> turns) throws SQLException {
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

	public List<DueTimer> read(Connection connection, Collection<Integer> partitions, @Nullable DueTimer after,
			Instant dueAt, int limit) throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(sql(after))) {
			bind(connection, statement, partitions, after, dueAt, limit);
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

	public String sql(@Nullable DueTimer after) {
		return (after != null) ? this.readAfter : this.read;
	}

	public static void bind(Connection connection, PreparedStatement statement, Collection<Integer> partitions,
			@Nullable DueTimer after, Instant dueAt, int limit) throws SQLException {
		Columns.setInstant(statement, 1, dueAt);
		statement.setArray(2, connection.createArrayOf("integer", partitions.toArray()));
		int parameter = 3;
		if (after != null) {
			Columns.setInstant(statement, parameter++, after.fireAt());
			Columns.setInstant(statement, parameter++, after.fireAt());
			bindKey(statement, parameter, after);
			parameter += KEY_COLUMNS;
		}
		statement.setInt(parameter, limit);
	}

}
