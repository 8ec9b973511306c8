package io.durable.jdbc.client;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.jdbc.codec.EventColumns;
import io.durable.jdbc.dialect.SqlFailure;
import io.durable.jdbc.dialect.SqlProblem;
import io.durable.jdbc.table.ClientMessages;
import io.durable.store.InboxMessage;
import io.durable.store.NewInstance;
import io.durable.store.NewMessage;
import io.durable.store.TransientStoreException;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks for outside a transaction, and what came of it.
 */
abstract sealed class ClientRequest permits ClientRequest.Start, ClientRequest.Send, IdentifiedSend, Rewinding {

	private boolean settled;

	private @Nullable RuntimeException failure;

	// Return whether the request has been committed or has failed. One that has been
	// tried and is not settled is tried again alone.
	boolean isSettled() {
		return this.settled;
	}

	void settle() {
		this.settled = true;
	}

	void fail(RuntimeException exception) {
		this.failure = exception;
		this.settled = true;
	}

	void throwIfFailed() {
		if (this.failure != null) {
			throw this.failure;
		}
	}

	// Return the exception for a request that was tried alone.
	RuntimeException failure(SQLException exception) {
		if (SqlFailure.isLockTimeout(exception)) {
			return new TransientStoreException(action() + " failed: " + lockedBy(),
					SqlProblem.withoutValues(exception));
		}
		return SqlFailure.translateForClient(action(), exception);
	}

	RuntimeException failureInTransaction(SQLException exception) {
		return SqlFailure.isLockTimeout(exception) ? failure(exception)
				: SqlFailure.translateForTransaction(action(), exception);
	}

	// Return what is done, as the beginning of a sentence.
	abstract String action();

	// Return who holds a lock that was not obtained.
	String lockedBy() {
		return "another open transaction is starting that instance";
	}

	// Do what is asked for. Returns the messages that were inserted.
	abstract List<InboxMessage> execute(Connection connection) throws SQLException;

	/**
	 * The start of an instance.
	 */
	static final class Start extends ClientRequest {

		private final NewInstance instance;

		private final InstanceStart start;

		private @Nullable OrchestrationRuntimeStatus inTheWay;

		Start(NewInstance instance, InstanceStart start) {
			this.instance = instance;
			this.start = start;
		}

		NewInstance instance() {
			return this.instance;
		}

		// Return the status of the instance that stands in the way, or null.
		@Nullable OrchestrationRuntimeStatus inTheWay() {
			return this.inTheWay;
		}

		@Override
		String action() {
			return "Starting instance '" + this.instance.instanceId() + "'";
		}

		@Override
		List<InboxMessage> execute(Connection connection) throws SQLException {
			InstanceStart.Result result = this.start.execute(connection, this.instance);
			this.inTheWay = result.inTheWay();
			return result.messages();
		}

	}

	/**
	 * A message to an open instance.
	 */
	static final class Send extends ClientRequest {

		private final NewMessage message;

		private final EventColumns columns;

		private final ClientMessages messages;

		private boolean sent;

		Send(NewMessage message, EventColumns columns, ClientMessages messages) {
			this.message = message;
			this.columns = columns;
			this.messages = messages;
		}

		NewMessage message() {
			return this.message;
		}

		EventColumns columns() {
			return this.columns;
		}

		boolean isSent() {
			return this.sent;
		}

		void settle(boolean inserted) {
			this.sent = inserted;
			settle();
		}

		@Override
		String action() {
			return "Sending to instance '" + this.message.instanceId() + "'";
		}

		@Override
		List<InboxMessage> execute(Connection connection) throws SQLException {
			List<InboxMessage> inserted = this.messages.insert(connection, this.message, this.columns);
			this.sent = !inserted.isEmpty();
			return inserted;
		}

	}

}
