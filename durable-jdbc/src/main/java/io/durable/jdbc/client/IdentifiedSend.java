package io.durable.jdbc.client;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

import io.durable.api.Names;
import io.durable.jdbc.codec.EventColumns;
import io.durable.jdbc.table.EventIdTable;
import io.durable.jdbc.table.Receiver;
import io.durable.jdbc.table.Tables;
import io.durable.store.InboxMessage;
import io.durable.store.NewMessage;
import io.durable.store.SendOutcome;
import io.durable.store.TransientStoreException;

/**
 * A message with an event ID. The ID is inserted first, since that alone waits for an
 * open transaction with the same one; the message then goes to the same incarnation, so
 * that ID and message stand and fall together.
 */
final class IdentifiedSend extends ClientRequest {

	/**
	 * How often the receiver may change between two statements before the client is told.
	 */
	private static final int ATTEMPTS = 10;

	private final NewMessage message;

	private final String eventId;

	private final EventColumns columns;

	private final Tables tables;

	private SendOutcome outcome = SendOutcome.NOT_OPEN;

	IdentifiedSend(NewMessage message, String eventId, EventColumns columns, Tables tables) {
		this.message = message;
		// Two of them could be the same to a database
		this.eventId = Names.checkText("The event ID", eventId);
		this.columns = columns;
		this.tables = tables;
	}

	SendOutcome outcome() {
		return this.outcome;
	}

	@Override
	String action() {
		return "Sending event '" + this.eventId + "' to instance '" + this.message.instanceId() + "'";
	}

	@Override
	String lockedBy() {
		return "another open transaction is sending that event";
	}

	@Override
	List<InboxMessage> execute(Connection connection) throws SQLException {
		EventIdTable eventIds = this.tables.eventIds();
		for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
			Receiver receiver = this.tables.clientMessages().receiver(connection, this.message);
			if (receiver == null || isForAnother(receiver)) {
				return settled(SendOutcome.NOT_OPEN, List.of());
			}
			if (!receiver.open() || receiver.refuses(this.message.event())) {
				// The event itself may be what ended the instance
				boolean known = eventIds.contains(connection, receiver.incarnation(), this.eventId);
				SendOutcome refusal = receiver.open() ? SendOutcome.INBOX_FULL : SendOutcome.NOT_OPEN;
				return settled(known ? SendOutcome.SENT : refusal, List.of());
			}
			if (!eventIds.insertIfAbsent(connection, receiver.incarnation(), this.eventId)) {
				return settled(SendOutcome.SENT, List.of());
			}
			List<InboxMessage> sent = this.tables.clientMessages()
				.insertToIncarnation(connection, this.message, this.columns, receiver.incarnation().id());
			if (!sent.isEmpty()) {
				return settled(SendOutcome.SENT, sent);
			}
			eventIds.delete(connection, receiver.incarnation(), this.eventId);
		}
		throw new TransientStoreException("Instance '" + this.message.instanceId() + "' keeps changing", null);
	}

	private boolean isForAnother(Receiver receiver) {
		return this.message.incarnationId() != null
				&& !this.message.incarnationId().equals(receiver.incarnation().id());
	}

	private List<InboxMessage> settled(SendOutcome reached, List<InboxMessage> sent) {
		this.outcome = reached;
		return sent;
	}

}
