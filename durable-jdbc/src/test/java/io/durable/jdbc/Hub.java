package io.durable.jdbc;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.sql.DataSource;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.history.HistoryEvent.EventRaised;
import io.durable.history.HistoryEvent.ExecutionRewound;
import io.durable.history.HistoryEvent.ExecutionStarted;
import io.durable.history.HistoryEvent.OrchestratorStarted;
import io.durable.store.Checkpoint;
import io.durable.store.InboxMessage;
import io.durable.store.InboxRead;
import io.durable.store.InstanceKey;
import io.durable.store.InstanceQuery;
import io.durable.store.InstanceView;
import io.durable.store.NewInstance;
import io.durable.store.NewMessage;
import io.durable.store.SendOutcome;
import io.durable.store.TurnBuilder;
import io.durable.store.TurnOutcome;
import io.durable.store.key.PartitionHash;
import io.durable.store.lease.PartitionLease;
import org.jspecify.annotations.Nullable;

/**
 * A store with the shorthands that tests of it need.
 */
final class Hub implements AutoCloseable {

	private final JdbcTaskHubStore store;

	private final List<InboxMessage> heard = new CopyOnWriteArrayList<>();

	Hub(DataSource dataSource) {
		this(dataSource, JdbcStoreOptions.defaults());
	}

	Hub(DataSource dataSource, JdbcStoreOptions options) {
		this.store = new JdbcTaskHubStore(dataSource, options);
		this.store.setMessageListener(this.heard::addAll);
	}

	JdbcTaskHubStore store() {
		return this.store;
	}

	List<InboxMessage> heard() {
		return this.heard;
	}

	static Instant now() {
		return Instant.now().truncatedTo(ChronoUnit.MILLIS);
	}

	int partition(String instanceId) {
		return PartitionHash.partition(instanceId, this.store.description().partitionCount());
	}

	NewInstance instance(String instanceId) {
		return new NewInstance(partition(instanceId), instanceId, UUID.randomUUID(),
				new ExecutionStarted(now(), "Orchestrator", null, "1", null, Map.of(), null));
	}

	@Nullable OrchestrationRuntimeStatus start(String instanceId) {
		return this.store.client().start(instance(instanceId));
	}

	@Nullable OrchestrationRuntimeStatus start(String instanceId, Map<String, String> tags) {
		return this.store.client()
			.start(new NewInstance(partition(instanceId), instanceId, UUID.randomUUID(),
					new ExecutionStarted(now(), "Orchestrator", null, "1", null, tags, null)));
	}

	List<String> tagged(String key, String value) {
		return this.store.client()
			.query(new InstanceQuery(Set.of(), null, null, null, null, null, null, Map.of(key, value), null,
					InstanceQuery.Order.CREATED_DESCENDING, null, 100, false))
			.stream()
			.map((view) -> view.instance().instanceId())
			.toList();
	}

	boolean send(String instanceId, String name) {
		return this.store.client().send(message(instanceId, name), null) == SendOutcome.SENT;
	}

	SendOutcome send(String instanceId, String name, String eventId) {
		return this.store.client().send(message(instanceId, name), eventId);
	}

	boolean rewind(String instanceId) {
		return this.store.client()
			.rewind(new NewMessage(partition(instanceId), instanceId, null, new ExecutionRewound(now(), null, null)));
	}

	NewMessage message(String instanceId, String name) {
		return new NewMessage(partition(instanceId), instanceId, null, new EventRaised(now(), name, "1"));
	}

	int purge(String instanceId) {
		InstanceView view = this.store.client().find(partition(instanceId), instanceId, false);
		return (view != null)
				? this.store.client()
					.purge(List.of(new InstanceKey(partition(instanceId), instanceId, view.instance().executionId())))
				: 0;
	}

	boolean exists(String instanceId) {
		return this.store.client().find(partition(instanceId), instanceId, false) != null;
	}

	List<InboxMessage> inbox(String instanceId) {
		return this.store.worker()
			.readInbox(InboxRead.all(List.of(partition(instanceId)), 0, 1000, Long.MAX_VALUE))
			.messages()
			.stream()
			.filter((message) -> message.instanceId().equals(instanceId))
			.toList();
	}

	PartitionLease lease(String instanceId, String nodeId) {
		int partition = partition(instanceId);
		return this.store.leases().take(nodeId, List.of(this.store.leases().owners().get(partition))).get(0);
	}

	// Start an instance and return its first turn, which has two events
	TurnBuilder firstTurn(String instanceId, PartitionLease lease) {
		NewInstance instance = instance(instanceId);
		this.store.client().start(instance);
		return TurnBuilder.of(lease, instance)
			.events(0, instance.started(), new OrchestratorStarted(now()))
			.status(OrchestrationRuntimeStatus.RUNNING);
	}

	List<TurnOutcome> commit(TurnBuilder... turns) {
		return this.store.worker().commit(new Checkpoint(List.of(turns).stream().map(TurnBuilder::build).toList()));
	}

	int historySize(String instanceId) {
		return this.store.client().history(partition(instanceId), instanceId).size();
	}

	@Override
	public void close() {
		this.store.close();
	}

}
