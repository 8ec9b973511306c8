package io.durable.jdbc.table;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.history.HistoryEvent.EventRaised;
import io.durable.jdbc.codec.Columns;
import io.durable.jdbc.codec.EventColumns;
import io.durable.store.InboxMessage;
import io.durable.store.NewMessage;
import org.jspecify.annotations.Nullable;

/**
 * The messages of clients. An instance is open or not, and takes events or not, as of the
 * statement that inserts: no row is locked, since its owner must never wait for a client.
 */
public final class ClientMessages {

	private static final String RECEIVER = """
			SELECT incarnation_id, status, inbox_full FROM %PREFIX%instance
			WHERE partition_id = ? AND instance_id = ?""";

	private static final String NOT_FULL = " AND i.inbox_full = FALSE";

	private static final String OF_INCARNATION = " AND i.incarnation_id = ?";

	private static final String PARKED = " AND i.parked_reason IS NOT NULL";

	private final String receiver;

	private final String insert;

	ClientMessages(TableNames names) {
		this.receiver = names.in(RECEIVER);
		this.insert = names.in(MessageTable.INSERT_TO_OPEN);
	}

	public @Nullable Receiver receiver(Connection connection, NewMessage message) throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(this.receiver)) {
			statement.setInt(1, message.partition());
			statement.setString(2, message.instanceId());
			try (ResultSet row = statement.executeQuery()) {
				return row.next()
						? new Receiver(new Incarnation(message.partition(), row.getObject(1, UUID.class)),
								!OrchestrationRuntimeStatus.of(row.getString(2)).isTerminal(), row.getBoolean(3))
						: null;
			}
		}
	}

	// Insert a message if its receiver is open and takes it. Returns it, or nothing.
	public List<InboxMessage> insert(Connection connection, NewMessage message, EventColumns columns)
			throws SQLException {
		UUID incarnationId = message.incarnationId();
		return (incarnationId != null) ? insertToIncarnation(connection, message, columns, incarnationId)
				: insert(connection, this.insert + notFull(message), message, columns, null);
	}

	// Insert a message if that incarnation is open and takes it. Returns it, or nothing.
	public List<InboxMessage> insertToIncarnation(Connection connection, NewMessage message, EventColumns columns,
			UUID incarnationId) throws SQLException {
		return insert(connection, this.insert + notFull(message) + OF_INCARNATION, message, columns, incarnationId);
	}

	// Insert a message if its receiver is open and parked. Returns it, or nothing.
	public List<InboxMessage> insertToParked(Connection connection, NewMessage message, EventColumns columns)
			throws SQLException {
		return insert(connection, this.insert + PARKED, message, columns, null);
	}

	private static String notFull(NewMessage message) {
		return (message.event() instanceof EventRaised) ? NOT_FULL : "";
	}

	private static List<InboxMessage> insert(Connection connection, String sql, NewMessage message,
			EventColumns columns, @Nullable UUID incarnationId) throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(sql, MessageTable.GENERATED)) {
			int parameter = MessageTable.bindToOpen(statement, message, columns);
			if (incarnationId != null) {
				Columns.setUuid(statement, parameter, incarnationId);
			}
			return MessageTable.sent(statement, List.of(message), new int[] { statement.executeUpdate() });
		}
	}

}
