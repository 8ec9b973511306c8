package io.durable.store.memory;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableSet;
import java.util.UUID;

import io.durable.history.HistoryEvent;
import io.durable.store.Checkpoint;
import io.durable.store.DueTimer;
import io.durable.store.InboxMessage;
import io.durable.store.InboxPage;
import io.durable.store.InboxRead;
import io.durable.store.InstanceUpdate;
import io.durable.store.NewMessage;
import io.durable.store.StoredInstance;
import io.durable.store.TurnCommit;
import io.durable.store.TurnOutcome;
import io.durable.store.WorkerStore;
import io.durable.store.lease.LeaseLostException;
import io.durable.store.lease.PartitionLease;
import io.durable.store.memory.MemoryTables.Row;
import org.jspecify.annotations.Nullable;

/**
 * The worker part of the store in memory.
 */
final class MemoryWorkerStore implements WorkerStore {

	private final MemoryTables tables;

	MemoryWorkerStore(MemoryTables tables) {
		this.tables = tables;
	}

	@Override
	public Instant currentTime() {
		return this.tables.now();
	}

	@Override
	public List<TurnOutcome> commit(Checkpoint checkpoint) {
		return this.tables.transaction(() -> checkpoint.turns().stream().map(this::commit).toList());
	}

	private TurnOutcome commit(TurnCommit turn) {
		if (!this.tables.owns(turn.lease().partition(), turn.lease().epoch())) {
			return TurnOutcome.LEASE_LOST;
		}
		if (isStale(turn)) {
			return TurnOutcome.STALE;
		}
		if (turn.children().stream().anyMatch((child) -> this.tables.instances.containsKey(child.instanceId()))) {
			return TurnOutcome.rejected("An instance has the ID of a new sub-orchestration");
		}
		TurnCommit.EndedExecution endedExecution = turn.endedExecution();
		if (endedExecution != null) {
			this.tables.timers.removeAll(endedExecution.executionId());
			if (endedExecution.deleteHistory()) {
				this.tables.histories.remove(endedExecution.executionId());
			}
		}
		if (!turn.events().isEmpty()) {
			this.tables.histories.computeIfAbsent(turn.executionId(), (id) -> new ArrayList<>()).addAll(turn.events());
		}
		update(turn.instanceId(), turn.update());
		turn.consumedMessages().forEach(this.tables.inbox::remove);
		turn.removedTimers().forEach(this.tables.timers::remove);
		turn.newTimers().forEach(this.tables.timers::put);
		turn.children().forEach((child) -> this.tables.insert(child, MemoryClientStore::pending));
		turn.messages().forEach(this::send);
		switch (turn.openMark()) {
			case SET -> this.tables.openInstances(turn.lease().partition()).add(turn.instanceId());
			case CLEAR -> this.tables.openInstances(turn.lease().partition()).remove(turn.instanceId());
			case KEEP -> {
			}
		}
		return TurnOutcome.COMMITTED;
	}

	private boolean isStale(TurnCommit turn) {
		if (!this.tables.inbox.containsAll(turn.consumedMessages())) {
			return true;
		}
		if (!turn.events().isEmpty() && turn.firstSequence() != this.tables.history(turn.executionId()).size()) {
			return true;
		}
		Row row = this.tables.instances.get(turn.instanceId());
		return turn.update() != null
				&& (row == null || !row.instance().executionId().equals(turn.update().previousExecutionId()));
	}

	private void update(String instanceId, @Nullable InstanceUpdate update) {
		Row row = this.tables.instances.get(instanceId);
		if (update == null || row == null) {
			return;
		}
		StoredInstance old = row.instance();
		StoredInstance changed = new StoredInstance(old.partition(), instanceId, update.executionId(),
				old.incarnationId(), old.name(), update.version(), update.status(), null, update.customStatus(),
				old.parent(), old.tags(), old.createdAt(), old.scheduledStartAt(), update.parkedReason(),
				update.inboxFull());
		this.tables.instances.put(instanceId, new Row(changed, update.outputSequence(), update.completedAt()));
	}

	private void send(NewMessage message) {
		if (message.isAddressed()) {
			this.tables.insert(message, message.incarnationId());
			return;
		}
		Row receiver = this.tables.instances.get(message.instanceId());
		if (receiver != null && !receiver.instance().status().isTerminal()) {
			this.tables.insert(message, receiver.instance().incarnationId());
		}
	}

	@Override
	public InboxPage readInbox(InboxRead read) {
		return this.tables.transaction(() -> this.tables.inbox.read(read, this::withCurrentRow));
	}

	// The message of a start has no content of its own: it is read from the row
	private InboxMessage withCurrentRow(InboxMessage message) {
		if (message.start() == null) {
			return message;
		}
		Row row = this.tables.instances.get(message.instanceId());
		StoredInstance start = (row != null && row.instance().executionId().equals(message.executionId()))
				? row.instance() : null;
		return new InboxMessage(message.partition(), message.id(), message.instanceId(), message.incarnationId(),
				message.executionId(), message.event(), start);
	}

	@Override
	public List<DueTimer> readTimers(Collection<Integer> partitions, @Nullable DueTimer after, Instant dueAt,
			int limit) {
		return this.tables.transaction(() -> this.tables.timers.read(partitions, after, dueAt, limit));
	}

	@Override
	public @Nullable LoadedInstance load(PartitionLease lease, String instanceId, boolean historyOfEnded) {
		return this.tables.transaction(() -> {
			if (!this.tables.owns(lease.partition(), lease.epoch())) {
				throw new LeaseLostException("The partition %d has another owner".formatted(lease.partition()), null);
			}
			Row row = this.tables.instances.get(instanceId);
			if (row == null) {
				return null;
			}
			StoredInstance instance = row.instance();
			boolean wanted = historyOfEnded || !instance.status().isTerminal();
			return new LoadedInstance(instance, wanted ? this.tables.history(instance.executionId()) : List.of());
		});
	}

	@Override
	public List<String> openInstances(int partition, @Nullable String afterInstanceId, int limit) {
		return this.tables.transaction(() -> {
			NavigableSet<String> open = this.tables.openInstances(partition);
			return ((afterInstanceId != null) ? open.tailSet(afterInstanceId, false) : open).stream()
				.limit(limit)
				.toList();
		});
	}

	@Override
	public @Nullable HistoryEvent readEvent(int partition, UUID executionId, int sequenceNumber) {
		return this.tables.transaction(() -> {
			List<HistoryEvent> history = this.tables.histories.getOrDefault(executionId, List.of());
			return (sequenceNumber < history.size()) ? history.get(sequenceNumber) : null;
		});
	}

}
