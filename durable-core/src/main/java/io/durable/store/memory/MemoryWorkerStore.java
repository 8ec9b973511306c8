package io.durable.store.memory;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import io.durable.history.HistoryEvent;
import io.durable.store.Checkpoint;
import io.durable.store.DueTimer;
import io.durable.store.InboxMessage;
import io.durable.store.InstanceUpdate;
import io.durable.store.LeaseLostException;
import io.durable.store.NewMessage;
import io.durable.store.PartitionLease;
import io.durable.store.StoredInstance;
import io.durable.store.TurnCommit;
import io.durable.store.TurnOutcome;
import io.durable.store.WorkerStore;
import io.durable.store.memory.MemoryTables.Row;
import io.durable.store.memory.MemoryTables.TimerKey;
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
		TurnCommit.EndedExecution endedExecution = turn.endedExecution();
		if (endedExecution != null) {
			this.tables.removeTimers(endedExecution.executionId());
			if (endedExecution.deleteHistory()) {
				this.tables.histories.remove(endedExecution.executionId());
			}
		}
		if (!turn.events().isEmpty()) {
			this.tables.histories.computeIfAbsent(turn.executionId(), (id) -> new ArrayList<>()).addAll(turn.events());
		}
		update(turn.instanceId(), turn.update());
		turn.consumedMessages().forEach(this.tables.messages::remove);
		turn.removedTimers()
			.forEach((timer) -> this.tables.timers.remove(new TimerKey(timer.executionId(), timer.taskId())));
		turn.newTimers().forEach(this.tables::put);
		turn.children().forEach((child) -> this.tables.insert(child, MemoryClientStore::pending));
		turn.messages().forEach(this::send);
		switch (turn.openMark()) {
			case SET -> this.tables.open.put(turn.instanceId(), turn.lease().partition());
			case CLEAR -> this.tables.open.remove(turn.instanceId());
			case KEEP -> {
			}
		}
		return TurnOutcome.COMMITTED;
	}

	private boolean isStale(TurnCommit turn) {
		if (!this.tables.messages.keySet().containsAll(turn.consumedMessages())) {
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
	public List<InboxMessage> readInbox(Collection<Integer> partitions, long afterId, int limit) {
		Set<Integer> wanted = Set.copyOf(partitions);
		return this.tables.transaction(() -> this.tables.messages.tailMap(afterId, false)
			.values()
			.stream()
			.filter((message) -> wanted.contains(message.partition()))
			.limit(limit)
			.map(this::withCurrentRow)
			.toList());
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
	public List<DueTimer> readTimers(Collection<Integer> partitions, Instant dueAt, int limit) {
		Set<Integer> wanted = Set.copyOf(partitions);
		return this.tables.transaction(() -> this.tables.timers.values()
			.stream()
			.filter((timer) -> wanted.contains(timer.partition()) && !timer.fireAt().isAfter(dueAt))
			.sorted(Comparator.comparing(DueTimer::fireAt))
			.limit(limit)
			.toList());
	}

	@Override
	public @Nullable LoadedInstance load(PartitionLease lease, String instanceId) {
		return this.tables.transaction(() -> {
			if (!this.tables.owns(lease.partition(), lease.epoch())) {
				throw new LeaseLostException("The partition %d has another owner".formatted(lease.partition()), null);
			}
			Row row = this.tables.instances.get(instanceId);
			if (row == null) {
				return null;
			}
			UUID executionId = row.instance().executionId();
			List<HistoryEvent> history = this.tables.history(executionId);
			return new LoadedInstance(row.instance(), history);
		});
	}

	@Override
	public List<String> openInstances(int partition) {
		return this.tables.transaction(() -> List.copyOf(this.tables.openInstances(partition)));
	}

}
