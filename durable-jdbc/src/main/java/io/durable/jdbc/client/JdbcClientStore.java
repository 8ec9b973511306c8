package io.durable.jdbc.client;

import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.history.HistoryEvent;
import io.durable.history.HistoryEvent.EventRaised;
import io.durable.jdbc.codec.EventColumns;
import io.durable.jdbc.codec.HistoryEventCodec;
import io.durable.jdbc.dialect.SqlFailure;
import io.durable.jdbc.table.Receiver;
import io.durable.jdbc.table.Tables;
import io.durable.jdbc.transaction.CallerTransactions;
import io.durable.jdbc.transaction.Transactions;
import io.durable.store.ClientStore;
import io.durable.store.InDoubtException;
import io.durable.store.InboxMessage;
import io.durable.store.InstanceKey;
import io.durable.store.InstancePage;
import io.durable.store.InstanceQuery;
import io.durable.store.InstanceView;
import io.durable.store.NewInstance;
import io.durable.store.NewMessage;
import io.durable.store.SendOutcome;
import io.durable.store.TransientStoreException;
import org.jspecify.annotations.Nullable;

/**
 * What clients do: within the transaction of the application if there is one, otherwise
 * in commits that they share.
 */
public final class JdbcClientStore implements ClientStore {

	/**
	 * How often the receiver of a message may change before the client is told.
	 */
	private static final int ATTEMPTS = 10;

	private final Tables tables;

	private final HistoryEventCodec codec;

	private final InstanceStart start;

	private final Purge purge;

	private final CallerTransactions caller;

	private final ClientCommitter committer;

	private final Transactions transactions;

	private final ClientReads reads;

	public JdbcClientStore(Tables tables, HistoryEventCodec codec, CallerTransactions caller, ClientCommitter committer,
			Transactions transactions, ClientReads reads) {
		this.tables = tables;
		this.codec = codec;
		this.start = new InstanceStart(tables, codec);
		this.purge = new Purge(tables);
		this.caller = caller;
		this.committer = committer;
		this.transactions = transactions;
		this.reads = reads;
	}

	@Override
	public @Nullable OrchestrationRuntimeStatus start(NewInstance instance) {
		ClientRequest.Start request = new ClientRequest.Start(instance, this.start);
		if (this.caller.joins(request.action())) {
			List<InboxMessage> messages = join(request);
			if (request.inTheWay() == null) {
				this.caller.announceAfterCommit(messages, instance.instanceId());
			}
		}
		else if (isMoreThanAMessage(instance)) {
			this.committer.commitAlone(request);
		}
		else {
			this.committer.commit(request);
		}
		return request.inTheWay();
	}

	private static boolean isMoreThanAMessage(NewInstance instance) {
		return instance.started().scheduledStartAt() != null || !instance.events().isEmpty();
	}

	@Override
	public SendOutcome send(NewMessage message, @Nullable String eventId) {
		EventColumns columns = this.codec.encode(message.event());
		if (eventId != null) {
			IdentifiedSend request = new IdentifiedSend(message, eventId, columns, this.tables);
			execute(request);
			return request.outcome();
		}
		for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
			SendOutcome outcome = send(message, columns);
			if (outcome != null) {
				return outcome;
			}
		}
		throw new TransientStoreException("Instance '" + message.instanceId() + "' keeps changing", null);
	}

	// Why a message was not sent is asked only then. Returns null if the reason is gone.
	private @Nullable SendOutcome send(NewMessage message, EventColumns columns) {
		ClientRequest.Send request = new ClientRequest.Send(message, columns, this.tables.clientMessages());
		if (this.caller.joins(request.action())) {
			this.caller.announceAfterCommit(join(request), null);
		}
		else if (message.incarnationId() == null) {
			this.committer.commit(request);
		}
		else {
			// What is written together is sent to whoever has the ID
			this.committer.commitAlone(request);
		}
		if (request.isSent()) {
			return SendOutcome.SENT;
		}
		if (!(message.event() instanceof EventRaised)) {
			return SendOutcome.NOT_OPEN;
		}
		Receiver receiver = this.reads.read(request.action(),
				(connection) -> this.tables.clientMessages().receiver(connection, message));
		if (receiver == null || !receiver.open()) {
			return SendOutcome.NOT_OPEN;
		}
		return receiver.inboxFull() ? SendOutcome.INBOX_FULL : null;
	}

	// Do a request in the open transaction of the application, or in one of its own.
	private void execute(ClientRequest request) {
		if (this.caller.joins(request.action())) {
			this.caller.announceAfterCommit(join(request), null);
		}
		else {
			this.committer.commitAlone(request);
		}
	}

	private List<InboxMessage> join(ClientRequest request) {
		try {
			return this.caller.execute(request::execute);
		}
		catch (SQLException ex) {
			throw request.failureInTransaction(ex);
		}
	}

	@Override
	public boolean rewind(NewMessage message) {
		Rewinding request = new Rewinding(message, this.codec.encode(message.event()), this.tables);
		execute(request);
		return request.isAccepted();
	}

	@Override
	public List<InstanceKey> delete(Collection<InstanceKey> instances) {
		if (instances.isEmpty()) {
			return List.of();
		}
		String action = "Purging " + instances.size() + " instances";
		if (!this.caller.joins(action)) {
			return deleteAlone(action, instances);
		}
		try {
			List<InstanceKey> purged = this.caller.execute((connection) -> this.purge.execute(connection, instances));
			this.caller.announceAfterCommit(List.of(), null);
			return purged;
		}
		catch (SQLException ex) {
			throw SqlFailure.translateForTransaction(action, ex);
		}
	}

	private List<InstanceKey> deleteAlone(String action, Collection<InstanceKey> instances) {
		try {
			return this.transactions.execute((connection) -> this.purge.execute(connection, instances));
		}
		catch (SQLException ex) {
			throw SqlFailure.translateForClient(action, ex);
		}
		catch (InDoubtException ex) {
			throw Transactions.inDoubt(action, ex);
		}
	}

	@Override
	public InstancePage page(InstanceQuery query) {
		return this.reads.page(query);
	}

	@Override
	public Map<String, OrchestrationRuntimeStatus> statuses(Map<String, Integer> partitions) {
		return this.reads.read("Reading statuses",
				(connection) -> this.tables.lookups().statuses(connection, partitions));
	}

	@Override
	public boolean isTransactionOpen() {
		return this.caller.isOpen();
	}

	@Override
	public @Nullable InstanceView find(int partition, String instanceId, boolean input, boolean output) {
		return this.reads.find(partition, instanceId, input, output);
	}

	@Override
	public List<HistoryEvent> history(int partition, String instanceId) {
		return this.reads.history(partition, instanceId);
	}

	@Override
	public List<HistoryEvent> history(int partition, String instanceId, boolean inputs, boolean results) {
		return this.reads.history(partition, instanceId, inputs, results);
	}

	@Override
	public Map<OrchestrationRuntimeStatus, Long> countByStatus() {
		return this.reads.countByStatus();
	}

	@Override
	public boolean isStartedInOpenTransaction(String instanceId) {
		return this.caller.hasStarted(instanceId);
	}

}
