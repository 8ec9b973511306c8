package io.durable.jdbc.client;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

import io.durable.jdbc.codec.EventColumns;
import io.durable.jdbc.table.Tables;
import io.durable.store.InboxMessage;
import io.durable.store.NewMessage;

/**
 * The rewinding of an instance. One that has failed is pending from the first statement
 * on, which locks its row: nobody can replace or purge it before the message is there.
 */
final class Rewinding extends ClientRequest {

	private final NewMessage message;

	private final EventColumns columns;

	private final Tables tables;

	private boolean accepted;

	Rewinding(NewMessage message, EventColumns columns, Tables tables) {
		this.message = message;
		this.columns = columns;
		this.tables = tables;
	}

	boolean isAccepted() {
		return this.accepted;
	}

	@Override
	String action() {
		return "Rewinding instance '" + this.message.instanceId() + "'";
	}

	@Override
	String lockedBy() {
		return "another open transaction is changing that instance";
	}

	@Override
	List<InboxMessage> execute(Connection connection) throws SQLException {
		boolean failed = this.tables.instances()
			.reopen(connection, this.message.partition(), this.message.instanceId());
		List<InboxMessage> sent = failed ? this.tables.clientMessages().insert(connection, this.message, this.columns)
				: this.tables.clientMessages().insertToParked(connection, this.message, this.columns);
		this.accepted = !sent.isEmpty();
		return sent;
	}

}
