package io.durable.jdbc.client;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;

import io.durable.jdbc.dialect.SqlFailure;
import io.durable.jdbc.transaction.Transactions;
import io.durable.store.InboxMessage;
import io.durable.store.TransientStoreException;

/**
 * One request after the other, for databases in the same process and where a failed
 * statement leaves the transaction usable.
 */
public final class SequentialClientBatch implements ClientBatch {

	private final Transactions transactions;

	public SequentialClientBatch(Transactions transactions) {
		this.transactions = transactions;
	}

	@Override
	public List<InboxMessage> commit(List<ClientRequest> requests) throws SQLException {
		List<ClientRequest> done = new ArrayList<>(requests.size());
		List<InboxMessage> messages = this.transactions.execute((connection) -> {
			List<InboxMessage> inserted = new ArrayList<>();
			for (ClientRequest request : requests) {
				if (execute(connection, request, inserted)) {
					done.add(request);
				}
			}
			return inserted;
		});
		done.forEach(ClientRequest::settle);
		return messages;
	}

	private static boolean execute(Connection connection, ClientRequest request, List<InboxMessage> inserted)
			throws SQLException {
		Savepoint savepoint = connection.setSavepoint();
		try {
			inserted.addAll(request.execute(connection));
			connection.releaseSavepoint(savepoint);
			return true;
		}
		catch (SQLException ex) {
			if (SqlFailure.of(ex) == SqlFailure.TRANSIENT && !SqlFailure.isLockTimeout(ex)) {
				throw ex;
			}
			connection.rollback(savepoint);
			return false;
		}
		catch (TransientStoreException ex) {
			connection.rollback(savepoint);
			return false;
		}
	}

}
