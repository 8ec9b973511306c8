package io.durable.jdbc.table;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.durable.history.HistoryEvent;
import io.durable.history.HistoryEvent.ExecutionStarted;
import io.durable.jdbc.codec.Columns;
import io.durable.jdbc.codec.EncodedTurn;
import io.durable.jdbc.codec.EventColumns;
import io.durable.jdbc.codec.HistoryEventCodec;
import io.durable.store.InboxMessage;
import io.durable.store.NewInstance;
import io.durable.store.NewMessage;
import io.durable.store.StoredInstance;
import org.jspecify.annotations.Nullable;

/**
 * The inboxes: one row for each message that no turn has taken in yet. Anyone inserts,
 * only the owner of the partition deletes.
 */
public final class MessageTable {

	/**
	 * Where the columns of the instance begin that a message starts.
	 */
	private static final int START_COLUMN = 6 + EventColumns.COUNT;

	static final String[] GENERATED = { "message_id", "incarnation_id" };

	private static final String INSERT = """
			INSERT INTO %PREFIX%message (partition_id, instance_id, execution_id, incarnation_id, event_type,
				event_timestamp, task_id, name, input, result, status, failure, attributes)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";

	/**
	 * Finds out whether the receiver is open, and which incarnation it is, in the same
	 * statement: no row is inserted for one that is unknown or has ended.
	 */
	static final String INSERT_TO_OPEN = """
			INSERT INTO %PREFIX%message (partition_id, instance_id, incarnation_id, execution_id, event_type,
				event_timestamp, task_id, name, input, result, status, failure, attributes)
			SELECT i.partition_id, i.instance_id, i.incarnation_id, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?
			FROM %PREFIX%instance i
			WHERE i.partition_id = ? AND i.instance_id = ? AND i.status NOT\s""" + InstanceTable.TERMINAL;

	private static final String DELETE = "DELETE FROM %PREFIX%message WHERE partition_id = ? AND message_id = ?";

	private static final String EVENT = "m.event_type, m.event_timestamp, m.task_id, m.name, m.input, m.result, "
			+ "m.status, m.failure, m.attributes";

	/**
	 * The columns of a message and of the instance that it starts, in the order in which
	 * {@link #read} wants them.
	 */
	public static final String COLUMNS = "m.partition_id, m.message_id, m.instance_id, m.incarnation_id, m.execution_id, "
			+ EVENT + ", " + InstanceTable.COLUMNS;

	/**
	 * How many they are.
	 */
	public static final int COLUMN_COUNT = START_COLUMN - 1 + InstanceTable.COLUMN_COUNT;

	private final HistoryEventCodec codec;

	private final InstanceTable instances;

	private final String insert;

	private final String insertToOpen;

	private final String delete;

	public MessageTable(TableNames names, HistoryEventCodec codec, InstanceTable instances) {
		this.codec = codec;
		this.instances = instances;
		this.insert = names.in(INSERT);
		this.insertToOpen = names.in(INSERT_TO_OPEN);
		this.delete = names.in(DELETE);
	}

	// Insert the messages that start instances. Returns the messages with their IDs.
	public List<InboxMessage> insertStarts(Connection connection, List<NewInstance> instances) throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(this.insert, GENERATED)) {
			for (NewInstance instance : instances) {
				statement.setInt(1, instance.partition());
				statement.setString(2, instance.instanceId());
				Columns.setUuid(statement, 3, instance.executionId());
				Columns.setUuid(statement, 4, instance.incarnationId());
				startColumns(instance).bind(statement, 5);
				statement.addBatch();
			}
			statement.executeBatch();
			List<InboxMessage> messages = new ArrayList<>(instances.size());
			try (ResultSet keys = statement.getGeneratedKeys()) {
				for (NewInstance instance : instances) {
					keys.next();
					messages.add(startMessage(instance, keys.getLong(1)));
				}
			}
			return messages;
		}
	}

	// The message has no payload: it is in the row of the instance.
	static EventColumns startColumns(NewInstance instance) {
		return new EventColumns(HistoryEventCodec.EXECUTION_STARTED, instance.started().timestamp(), null, null, null,
				null, null, null, null);
	}

	public static InboxMessage startMessage(NewInstance instance, long messageId) {
		return startMessage(messageId, InstanceTable.stored(instance));
	}

	private static InboxMessage startMessage(long messageId, StoredInstance start) {
		ExecutionStarted event = new ExecutionStarted(start.createdAt(), start.name(), start.version(), start.input(),
				start.parent(), start.tags(), start.scheduledStartAt());
		return new InboxMessage(start.partition(), messageId, start.instanceId(), start.incarnationId(),
				start.executionId(), event, start);
	}

	// Insert messages to executions, whether they exist or not: the receiver's owner
	// drops those of another execution.
	public List<InboxMessage> insert(Connection connection, List<NewMessage> messages, List<EventColumns> columns)
			throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(this.insert, GENERATED)) {
			for (int i = 0; i < messages.size(); i++) {
				NewMessage message = messages.get(i);
				statement.setInt(1, message.partition());
				statement.setString(2, message.instanceId());
				Columns.setUuid(statement, 3, message.executionId());
				Columns.setUuid(statement, 4, message.incarnationId());
				columns.get(i).bind(statement, 5);
				statement.addBatch();
			}
			return sent(statement, messages, statement.executeBatch());
		}
	}

	// Insert messages to whichever incarnation is open. Returns those that were inserted;
	// the others have no receiver.
	public List<InboxMessage> insertToOpen(Connection connection, List<NewMessage> messages, List<EventColumns> columns)
			throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(this.insertToOpen, GENERATED)) {
			for (int i = 0; i < messages.size(); i++) {
				bindToOpen(statement, messages.get(i), columns.get(i));
				statement.addBatch();
			}
			return sent(statement, messages, statement.executeBatch());
		}
	}

	// Return the next parameter.
	static int bindToOpen(PreparedStatement statement, NewMessage message, EventColumns columns) throws SQLException {
		Columns.setUuid(statement, 1, message.executionId());
		columns.bind(statement, 2);
		statement.setInt(EventColumns.COUNT + 2, message.partition());
		statement.setString(EventColumns.COUNT + 3, message.instanceId());
		return EventColumns.COUNT + 4;
	}

	public static List<InboxMessage> sent(PreparedStatement statement, List<NewMessage> messages, int[] counts)
			throws SQLException {
		List<InboxMessage> sent = new ArrayList<>(messages.size());
		try (ResultSet keys = statement.getGeneratedKeys()) {
			for (int i = 0; i < counts.length; i++) {
				if (counts[i] != 0) {
					keys.next();
					sent.add(sentMessage(messages.get(i), keys.getLong(1), Columns.getUuid(keys, 2)));
				}
			}
		}
		return sent;
	}

	public static InboxMessage sentMessage(NewMessage message, long messageId, @Nullable UUID incarnationId) {
		return new InboxMessage(message.partition(), messageId, message.instanceId(), incarnationId,
				message.executionId(), message.event(), null);
	}

	// Delete the messages that turns have taken in. Returns for each message, turn by
	// turn, how many rows were deleted.
	public int[] delete(Connection connection, List<EncodedTurn> turns) throws SQLException {
		if (turns.isEmpty()) {
			return new int[0];
		}
		try (PreparedStatement statement = connection.prepareStatement(this.delete)) {
			for (EncodedTurn turn : turns) {
				for (long messageId : turn.commit().consumedMessages()) {
					statement.setInt(1, turn.partition());
					statement.setLong(2, messageId);
					statement.addBatch();
				}
			}
			return statement.executeBatch();
		}
	}

	public static long messageId(ResultSet row) throws SQLException {
		return row.getLong(2);
	}

	public InboxMessage read(ResultSet row) throws SQLException {
		row.getInt(START_COLUMN);
		if (!row.wasNull()) {
			return startMessage(messageId(row), this.instances.read(row, START_COLUMN));
		}
		return new InboxMessage(row.getInt(1), messageId(row), row.getString(3), Columns.getUuid(row, 4),
				Columns.getUuid(row, 5), decode(EventColumns.read(row, 6)), null);
	}

	// The start of an execution that is gone has no event: its payload went with the
	// instance.
	private @Nullable HistoryEvent decode(EventColumns columns) {
		boolean none = columns.type() == null || columns.type().equals(HistoryEventCodec.EXECUTION_STARTED);
		return none ? null : this.codec.decode(columns);
	}

}
