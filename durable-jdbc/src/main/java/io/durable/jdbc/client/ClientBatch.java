package io.durable.jdbc.client;

import java.sql.SQLException;
import java.util.List;

import io.durable.store.InboxMessage;

/**
 * Commits requests of several clients together.
 */
public interface ClientBatch {

	// Commit requests in one transaction. One that must wait for a lock, or that finds an
	// instance with its ID, may be left unsettled: it is then tried alone. Returns the
	// messages that were inserted. Throws SQLException if nothing is committed.
	List<InboxMessage> commit(List<ClientRequest> requests) throws SQLException;

}
