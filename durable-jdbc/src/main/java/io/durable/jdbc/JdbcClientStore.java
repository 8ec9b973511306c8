package io.durable.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.history.HistoryEvent;
import io.durable.store.ClientStore;
import io.durable.store.InboxMessage;
import io.durable.store.InstanceView;
import io.durable.store.NewInstance;
import io.durable.store.NewMessage;
import io.durable.store.StoredInstance;
import io.durable.store.TransientStoreException;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;

/**
 * What clients do: within the transaction of the application if there is one, otherwise
 * in commits that they share.
 */
final class JdbcClientStore implements ClientStore {

	private final Tables tables;

	private final HistoryEventCodec codec;

	private final InstanceStart start;

	private final CallerTransactions caller;

	private final ClientCommitter committer;

	private final Transactions transactions;

	private final ReadModels models;

	JdbcClientStore(Tables tables, HistoryEventCodec codec, CallerTransactions caller, ClientCommitter committer,
			Transactions transactions, ReadModels models) {
		this.tables = tables;
		this.codec = codec;
		this.start = new InstanceStart(tables, codec);
		this.caller = caller;
		this.committer = committer;
		this.transactions = transactions;
		this.models = models;
	}

	@Override
	public @Nullable OrchestrationRuntimeStatus start(NewInstance instance) {
		ClientRequest.Start request = new ClientRequest.Start(instance, this.start);
		if (this.caller.isOpen()) {
			List<InboxMessage> messages = join(request);
			if (request.inTheWay() == null) {
				this.caller.announceAfterCommit(messages, instance.instanceId());
			}
		}
		else if (instance.started().scheduledStartAt() != null || !instance.events().isEmpty()) {
			this.committer.commitAlone(request);
		}
		else {
			this.committer.commit(request);
		}
		return request.inTheWay();
	}

	@Override
	public boolean send(NewMessage message) {
		ClientRequest.Send request = new ClientRequest.Send(message, this.codec.encode(message.event()),
				this.tables.messages());
		if (this.caller.isOpen()) {
			List<InboxMessage> messages = join(request);
			this.caller.announceAfterCommit(messages, null);
		}
		else {
			this.committer.commit(request);
		}
		return request.isSent();
	}

	private List<InboxMessage> join(ClientRequest request) {
		try {
			return this.caller.execute(request::execute);
		}
		catch (SQLException ex) {
			throw request.failure(ex);
		}
	}

	@Override
	public boolean purge(int partition, String instanceId) {
		String action = "Purging instance '" + instanceId + "'";
		if (!this.caller.isOpen()) {
			return this.transactions.call(action, (connection) -> delete(connection, partition, instanceId));
		}
		try {
			return this.caller.execute((connection) -> delete(connection, partition, instanceId));
		}
		catch (SQLException ex) {
			throw SqlFailure.translate(action, ex);
		}
	}

	// The row goes first: under its lock nobody can start the instance anew, so that the
	// history that goes with it is surely the old one.
	private boolean delete(Connection connection, int partition, String instanceId) throws SQLException {
		StoredInstance instance = this.tables.instances().find(connection, partition, instanceId);
		if (instance == null || !instance.status().isTerminal()
				|| !this.tables.instances().delete(connection, instance)) {
			return false;
		}
		this.tables.history().delete(connection, partition, instance.executionId());
		return true;
	}

	@Override
	public @Nullable InstanceView find(int partition, String instanceId, boolean payloads) {
		return read("Reading instance '" + instanceId + "'",
				(connection) -> this.tables.instances().view(connection, partition, instanceId, payloads));
	}

	@Override
	public List<HistoryEvent> history(int partition, String instanceId) {
		try {
			return this.models.history(partition, instanceId);
		}
		catch (DataAccessException ex) {
			throw new TransientStoreException("Reading the history of instance '" + instanceId + "' failed", ex);
		}
	}

	@Override
	public Map<OrchestrationRuntimeStatus, Long> countByStatus() {
		return read("Counting instances", this.tables.instances()::countByStatus);
	}

	private <T extends @Nullable Object> T read(String action, SqlWork<T> work) {
		try {
			return this.caller.read(work);
		}
		catch (SQLException ex) {
			throw SqlFailure.translate(action, ex);
		}
	}

	@Override
	public boolean isStartedInOpenTransaction(String instanceId) {
		return this.caller.hasStarted(instanceId);
	}

}
