package io.durable.jdbc.table;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.history.HistoryEvent.ExecutionStarted;
import io.durable.history.ParentTask;
import io.durable.jdbc.codec.Columns;
import io.durable.jdbc.codec.EncodedTurn;
import io.durable.jdbc.codec.StoredJson;
import io.durable.jdbc.dialect.SqlDialect;
import io.durable.jdbc.dialect.SqlFailure;
import io.durable.jdbc.dialect.StorableText;
import io.durable.store.InstanceKey;
import io.durable.store.InstanceUpdate;
import io.durable.store.NewInstance;
import io.durable.store.StoredInstance;
import org.jspecify.annotations.Nullable;

/**
 * The instances: one row each, written when an instance is started or replaced and when
 * its status, custom status, output or execution changes.
 */
public final class InstanceTable {

	/**
	 * The columns of a {@link StoredInstance}, in the order in which {@link #read} wants
	 * them.
	 */
	public static final String COLUMNS = """
			i.partition_id, i.instance_id, i.execution_id, i.incarnation_id, i.name, i.version, i.status, i.input, \
			i.custom_status, i.parent_name, i.parent_instance_id, i.parent_execution_id, i.parent_task_id, i.tags, \
			i.created_at, i.scheduled_start_at, i.parked_reason, i.inbox_full""";

	/**
	 * How many they are.
	 */
	public static final int COLUMN_COUNT = 18;

	/**
	 * The condition for an instance that a start may replace and that takes no message.
	 */
	public static final String TERMINAL = "IN ('Completed', 'Failed', 'Canceled', 'Terminated')";

	private static final String INSERT = """
			INSERT INTO %PREFIX%instance (execution_id, incarnation_id, name, version, input, parent_name,
				parent_instance_id, parent_execution_id, parent_task_id, tags, created_at, scheduled_start_at,
				status, partition_id, instance_id)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'Pending', ?, ?)""";

	private static final String REPLACE = """
			UPDATE %PREFIX%instance SET execution_id = ?, incarnation_id = ?, name = ?, version = ?, input = ?,
				parent_name = ?, parent_instance_id = ?, parent_execution_id = ?, parent_task_id = ?, tags = ?,
				created_at = ?, scheduled_start_at = ?, status = 'Pending', custom_status = NULL,
				completed_at = NULL, output_sequence = NULL, parked_reason = NULL, inbox_full = FALSE
			WHERE partition_id = ? AND instance_id = ? AND execution_id = ? AND status = ?""";

	private static final String REOPEN = """
			UPDATE %PREFIX%instance SET status = 'Pending', completed_at = NULL, output_sequence = NULL
			WHERE partition_id = ? AND instance_id = ? AND status = 'Failed'""";

	private static final String UPDATE = """
			UPDATE %PREFIX%instance SET execution_id = ?, version = ?, status = ?, custom_status = ?,
				completed_at = ?, output_sequence = ?, parked_reason = ?, inbox_full = ?, input = NULL
			WHERE partition_id = ? AND instance_id = ? AND execution_id = ?""";

	private static final String FIND = "SELECT " + COLUMNS
			+ " FROM %PREFIX%instance i WHERE i.partition_id = ? AND i.instance_id = ?";

	private static final String DELETE = """
			DELETE FROM %PREFIX%instance
			WHERE partition_id = ? AND instance_id = ? AND execution_id = ? AND status\s""" + TERMINAL;

	private final StoredJson json;

	private final String insert;

	private final String insertIfAbsent;

	private final String replace;

	private final String update;

	private final String reopen;

	private final String find;

	private final String delete;

	public InstanceTable(TableNames names, SqlDialect dialect, StoredJson json) {
		this.json = json;
		this.insert = names.in(INSERT);
		this.insertIfAbsent = names.in(INSERT) + dialect.ignoreDuplicates();
		this.replace = names.in(REPLACE);
		this.update = names.in(UPDATE);
		this.reopen = names.in(REOPEN);
		this.find = names.in(FIND);
		this.delete = names.in(DELETE);
	}

	// Insert instances whose IDs nobody else can have.
	public void insert(Connection connection, List<NewInstance> instances) throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(this.insert)) {
			for (NewInstance instance : instances) {
				bind(statement, instance);
				statement.addBatch();
			}
			statement.executeBatch();
		}
	}

	// Insert an instance unless there is one with that ID. Waits for an uncommitted one.
	public boolean insertIfAbsent(Connection connection, NewInstance instance) throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(this.insertIfAbsent)) {
			bind(statement, instance);
			return statement.executeUpdate() == 1;
		}
		catch (SQLException ex) {
			if (SqlFailure.of(ex) == SqlFailure.DUPLICATE_KEY) {
				return false;
			}
			throw ex;
		}
	}

	// Put an instance in the place of one that has ended, unless that has changed since.
	public boolean replace(Connection connection, NewInstance instance, StoredInstance replaced) throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(this.replace)) {
			bind(statement, instance);
			Columns.setUuid(statement, 15, replaced.executionId());
			statement.setString(16, replaced.status().text());
			return statement.executeUpdate() == 1;
		}
	}

	private void bind(PreparedStatement statement, NewInstance instance) throws SQLException {
		ExecutionStarted started = instance.started();
		ParentTask parent = started.parent();
		Columns.setUuid(statement, 1, instance.executionId());
		Columns.setUuid(statement, 2, instance.incarnationId());
		statement.setString(3, started.name());
		statement.setString(4, started.version());
		statement.setString(5, started.input());
		statement.setString(6, (parent != null) ? parent.name() : null);
		statement.setString(7, (parent != null) ? parent.instanceId() : null);
		Columns.setUuid(statement, 8, (parent != null) ? parent.executionId() : null);
		Columns.setInteger(statement, 9, (parent != null) ? parent.taskId() : null);
		statement.setString(10, this.json.writeTags(started.tags()));
		Columns.setInstant(statement, 11, started.timestamp());
		Columns.setInstant(statement, 12, started.scheduledStartAt());
		statement.setInt(13, instance.partition());
		statement.setString(14, instance.instanceId());
	}

	// Write what turns have changed. Returns for each turn that has an update whether its
	// row was there.
	public int[] update(Connection connection, List<EncodedTurn> turns) throws SQLException {
		if (turns.isEmpty()) {
			return new int[0];
		}
		try (PreparedStatement statement = connection.prepareStatement(this.update)) {
			for (EncodedTurn turn : turns) {
				InstanceUpdate update = turn.update();
				Columns.setUuid(statement, 1, update.executionId());
				statement.setString(2, update.version());
				statement.setString(3, update.status().text());
				statement.setString(4, update.customStatus());
				Columns.setInstant(statement, 5, update.completedAt());
				Columns.setInteger(statement, 6, update.outputSequence());
				statement.setString(7, StorableText.of(update.parkedReason()));
				statement.setBoolean(8, update.inboxFull());
				statement.setInt(9, turn.partition());
				statement.setString(10, turn.instanceId());
				Columns.setUuid(statement, 11, update.previousExecutionId());
				statement.addBatch();
			}
			return statement.executeBatch();
		}
	}

	public @Nullable StoredInstance find(Connection connection, int partition, String instanceId) throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(this.find)) {
			statement.setInt(1, partition);
			statement.setString(2, instanceId);
			try (ResultSet row = statement.executeQuery()) {
				return row.next() ? read(row, 1) : null;
			}
		}
	}

	// Make an instance that has failed pending again. Returns false if it has not failed.
	public boolean reopen(Connection connection, int partition, String instanceId) throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(this.reopen)) {
			statement.setInt(1, partition);
			statement.setString(2, instanceId);
			return statement.executeUpdate() == 1;
		}
	}

	// Delete instances whose last execution is the given one and has ended. Returns for
	// each how many rows were deleted.
	public int[] delete(Connection connection, List<InstanceKey> instances) throws SQLException {
		if (instances.isEmpty()) {
			return new int[0];
		}
		try (PreparedStatement statement = connection.prepareStatement(this.delete)) {
			for (InstanceKey instance : instances) {
				statement.setInt(1, instance.partition());
				statement.setString(2, instance.instanceId());
				Columns.setUuid(statement, 3, instance.executionId());
				statement.addBatch();
			}
			return statement.executeBatch();
		}
	}

	// Read the columns of an instance, beginning with the given one.
	public StoredInstance read(ResultSet row, int column) throws SQLException {
		return new StoredInstance(row.getInt(column), row.getString(column + 1), row.getObject(column + 2, UUID.class),
				row.getObject(column + 3, UUID.class), row.getString(column + 4), row.getString(column + 5),
				OrchestrationRuntimeStatus.of(row.getString(column + 6)), row.getString(column + 7),
				row.getString(column + 8), readParent(row, column + 9), this.json.readTags(row.getString(column + 13)),
				Columns.requireInstant(row, column + 14), Columns.getInstant(row, column + 15),
				row.getString(column + 16), row.getBoolean(column + 17));
	}

	// Return the row that a start writes.
	public static StoredInstance stored(NewInstance instance) {
		ExecutionStarted started = instance.started();
		Instant scheduledStartAt = started.scheduledStartAt();
		return new StoredInstance(instance.partition(), instance.instanceId(), instance.executionId(),
				instance.incarnationId(), started.name(), started.version(), OrchestrationRuntimeStatus.PENDING,
				started.input(), null, started.parent(), started.tags(), Columns.stored(started.timestamp()),
				(scheduledStartAt != null) ? Columns.stored(scheduledStartAt) : null, null, false);
	}

	private @Nullable ParentTask readParent(ResultSet row, int column) throws SQLException {
		String name = row.getString(column);
		return (name != null) ? new ParentTask(name, row.getString(column + 1), row.getObject(column + 2, UUID.class),
				row.getInt(column + 3)) : null;
	}

}
