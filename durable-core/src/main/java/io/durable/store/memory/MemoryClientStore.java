package io.durable.store.memory;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.durable.api.FailureDetails;
import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.history.HistoryEvent;
import io.durable.history.HistoryEvent.EventRaised;
import io.durable.history.HistoryEvent.ExecutionCompleted;
import io.durable.history.HistoryEvent.ExecutionStarted;
import io.durable.store.ClientStore;
import io.durable.store.InstanceKey;
import io.durable.store.InstancePage;
import io.durable.store.InstanceQuery;
import io.durable.store.InstanceQuery.Position;
import io.durable.store.InstanceView;
import io.durable.store.NewInstance;
import io.durable.store.NewMessage;
import io.durable.store.SendOutcome;
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
				if (there.incarnationId().equals(instance.incarnationId())) {
					return null;
				}
				if (!instance.replaceable().contains(there.status())) {
					return there.status();
				}
				this.tables.forget(there);
			}
			this.tables.insert(instance, MemoryClientStore::pending);
			return null;
		});
	}

	static StoredInstance pending(NewInstance instance) {
		ExecutionStarted started = instance.started();
		return new StoredInstance(instance.partition(), instance.instanceId(), instance.executionId(),
				instance.incarnationId(), started.name(), started.version(), OrchestrationRuntimeStatus.PENDING,
				started.input(), null, started.parent(), started.tags(), started.timestamp(),
				started.scheduledStartAt(), null, false);
	}

	@Override
	public SendOutcome send(NewMessage message, @Nullable String eventId) {
		return this.tables.transaction(() -> {
			Row row = this.tables.instances.get(message.instanceId());
			if (row == null) {
				return SendOutcome.NOT_OPEN;
			}
			UUID incarnationId = row.instance().incarnationId();
			if (message.incarnationId() != null && !message.incarnationId().equals(incarnationId)) {
				return SendOutcome.NOT_OPEN;
			}
			if (eventId != null && this.tables.isKnown(incarnationId, eventId)) {
				return SendOutcome.SENT;
			}
			if (row.instance().status().isTerminal()) {
				return SendOutcome.NOT_OPEN;
			}
			if (row.instance().inboxFull() && message.event() instanceof EventRaised) {
				return SendOutcome.INBOX_FULL;
			}
			if (eventId != null) {
				this.tables.know(incarnationId, eventId);
			}
			this.tables.insert(message, incarnationId);
			return SendOutcome.SENT;
		});
	}

	@Override
	public boolean rewind(NewMessage message) {
		return this.tables.transaction(() -> {
			Row row = this.tables.instances.get(message.instanceId());
			if (row == null) {
				return false;
			}
			StoredInstance instance = row.instance();
			boolean failed = instance.status() == OrchestrationRuntimeStatus.FAILED;
			if (failed) {
				this.tables.instances.put(message.instanceId(),
						new Row(instance.withStatus(OrchestrationRuntimeStatus.PENDING), null, null));
			}
			else if (instance.parkedReason() == null || instance.status().isTerminal()) {
				return false;
			}
			this.tables.insert(message, instance.incarnationId());
			return true;
		});
	}

	@Override
	public List<InstanceKey> delete(Collection<InstanceKey> instances) {
		return this.tables.transaction(() -> {
			List<InstanceKey> deleted = new ArrayList<>();
			for (InstanceKey key : instances) {
				Row row = this.tables.instances.get(key.instanceId());
				if (row != null && row.instance().status().isTerminal()
						&& row.instance().executionId().equals(key.executionId())) {
					this.tables.instances.remove(key.instanceId());
					this.tables.forget(row.instance());
					deleted.add(key);
				}
			}
			return deleted;
		});
	}

	@Override
	public @Nullable InstanceView find(int partition, String instanceId, boolean input, boolean output) {
		return this.tables.transaction(() -> {
			Row row = this.tables.instances.get(instanceId);
			return (row != null) ? view(row, input, output) : null;
		});
	}

	private InstanceView view(Row row, boolean inputs, boolean outputs) {
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
		return new InstanceView(instance, updatedAt, row.completedAt(), inputs ? input : null, outputs ? output : null,
				failure);
	}

	@Override
	public InstancePage page(InstanceQuery query) {
		return this.tables.transaction(() -> {
			List<InstanceView> instances = new ArrayList<>();
			long bytes = 0;
			Position last = null;
			Iterator<Row> rows = this.tables.instances.values()
				.stream()
				.filter((row) -> MemoryQuery.matches(query, row))
				.sorted(MemoryQuery.order(query))
				.iterator();
			while (rows.hasNext()) {
				InstanceView view = view(rows.next(), query.inputs(), query.outputs());
				bytes += MemoryQuery.size(view);
				if (instances.size() == query.limit() || (last != null && bytes > query.maxBytes())) {
					return new InstancePage(instances, last);
				}
				instances.add(view);
				last = Position.of(query.order(), view);
			}
			return new InstancePage(instances, null);
		});
	}

	@Override
	public List<HistoryEvent> history(int partition, String instanceId) {
		return this.tables.transaction(() -> {
			Row row = this.tables.instances.get(instanceId);
			return (row != null) ? this.tables.history(row.instance().executionId()) : List.of();
		});
	}

	@Override
	public Map<String, OrchestrationRuntimeStatus> statuses(Map<String, Integer> partitions) {
		return this.tables.transaction(() -> {
			Map<String, OrchestrationRuntimeStatus> statuses = new HashMap<>();
			for (String instanceId : partitions.keySet()) {
				Row row = this.tables.instances.get(instanceId);
				if (row != null) {
					statuses.put(instanceId, row.instance().status());
				}
			}
			return statuses;
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

	@Override
	public boolean isTransactionOpen() {
		return false;
	}

}
