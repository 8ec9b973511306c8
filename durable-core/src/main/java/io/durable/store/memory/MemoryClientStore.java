package io.durable.store.memory;

import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.durable.api.FailureDetails;
import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.history.HistoryEvent;
import io.durable.history.HistoryEvent.ExecutionCompleted;
import io.durable.history.HistoryEvent.ExecutionStarted;
import io.durable.store.ClientStore;
import io.durable.store.InstanceView;
import io.durable.store.NewInstance;
import io.durable.store.NewMessage;
import io.durable.store.StoredInstance;
import io.durable.store.memory.MemoryTables.Row;
import org.jspecify.annotations.Nullable;

/**
 * The client part of the store in memory.
 */
final class MemoryClientStore implements ClientStore {

	private final MemoryTables tables;

	MemoryClientStore(MemoryTables tables) {
		this.tables = tables;
	}

	@Override
	public @Nullable OrchestrationRuntimeStatus start(NewInstance instance) {
		return this.tables.transaction(() -> {
			Row present = this.tables.instances.get(instance.instanceId());
			if (present != null) {
				StoredInstance there = present.instance();
				if (there.incarnationId().equals(instance.executionId())) {
					return null;
				}
				if (!there.status().isTerminal()) {
					return there.status();
				}
				this.tables.histories.remove(there.executionId());
			}
			this.tables.insert(instance, MemoryClientStore::pending);
			return null;
		});
	}

	static StoredInstance pending(NewInstance instance) {
		ExecutionStarted started = instance.started();
		UUID executionId = instance.executionId();
		return new StoredInstance(instance.partition(), instance.instanceId(), executionId, executionId, started.name(),
				started.version(), OrchestrationRuntimeStatus.PENDING, started.input(), null, started.parent(),
				started.tags(), started.timestamp(), started.scheduledStartAt(), null);
	}

	@Override
	public boolean send(NewMessage message) {
		return this.tables.transaction(() -> {
			Row row = this.tables.instances.get(message.instanceId());
			if (row == null || row.instance().status().isTerminal()) {
				return false;
			}
			this.tables.insert(message, row.instance().incarnationId());
			return true;
		});
	}

	@Override
	public boolean purge(int partition, String instanceId) {
		return this.tables.transaction(() -> {
			Row row = this.tables.instances.get(instanceId);
			if (row == null || !row.instance().status().isTerminal()) {
				return false;
			}
			this.tables.instances.remove(instanceId);
			this.tables.histories.remove(row.instance().executionId());
			return true;
		});
	}

	@Override
	public @Nullable InstanceView find(int partition, String instanceId, boolean payloads) {
		return this.tables.transaction(() -> {
			Row row = this.tables.instances.get(instanceId);
			return (row != null) ? view(row, payloads) : null;
		});
	}

	private InstanceView view(Row row, boolean payloads) {
		StoredInstance instance = row.instance();
		List<HistoryEvent> history = this.tables.history(instance.executionId());
		Instant updatedAt = history.isEmpty() ? instance.createdAt() : history.get(history.size() - 1).timestamp();
		String input = instance.input();
		if (input == null && !history.isEmpty() && history.get(0) instanceof ExecutionStarted started) {
			input = started.input();
		}
		String output = null;
		FailureDetails failure = null;
		if (row.outputSequence() != null && history.get(row.outputSequence()) instanceof ExecutionCompleted completed) {
			output = completed.result();
			failure = completed.failure();
		}
		return new InstanceView(instance, updatedAt, payloads ? input : null, payloads ? output : null, failure);
	}

	@Override
	public List<HistoryEvent> history(int partition, String instanceId) {
		return this.tables.transaction(() -> {
			Row row = this.tables.instances.get(instanceId);
			return (row != null) ? this.tables.history(row.instance().executionId()) : List.of();
		});
	}

	@Override
	public Map<OrchestrationRuntimeStatus, Long> countByStatus() {
		return this.tables.transaction(() -> {
			Map<OrchestrationRuntimeStatus, Long> counts = new EnumMap<>(OrchestrationRuntimeStatus.class);
			this.tables.instances.values().forEach((row) -> counts.merge(row.instance().status(), 1L, Long::sum));
			return counts;
		});
	}

	@Override
	public boolean isStartedInOpenTransaction(String instanceId) {
		return false;
	}

}
