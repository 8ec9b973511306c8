package io.durable.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.history.HistoryEvent;
import io.durable.store.TurnCommit.EndedExecution;
import io.durable.store.TurnCommit.OpenMark;
import io.durable.store.lease.PartitionLease;
import org.jspecify.annotations.Nullable;

/**
 * Puts a turn together, for tests of stores.
 */
public final class TurnBuilder {

	private final PartitionLease lease;

	private final String instanceId;

	private final UUID executionId;

	private final List<Long> consumed = new ArrayList<>();

	private final List<DueTimer> removedTimers = new ArrayList<>();

	private final List<HistoryEvent> events = new ArrayList<>();

	private final List<DueTimer> newTimers = new ArrayList<>();

	private final List<NewMessage> messages = new ArrayList<>();

	private final List<NewInstance> children = new ArrayList<>();

	private int firstSequence;

	private @Nullable InstanceUpdate update;

	private @Nullable EndedExecution ended;

	private OpenMark openMark = OpenMark.KEEP;

	private TurnBuilder(PartitionLease lease, String instanceId, UUID executionId) {
		this.lease = lease;
		this.instanceId = instanceId;
		this.executionId = executionId;
	}

	public static TurnBuilder of(PartitionLease lease, NewInstance instance) {
		return new TurnBuilder(lease, instance.instanceId(), instance.executionId());
	}

	public static TurnBuilder of(PartitionLease lease, String instanceId, UUID executionId) {
		return new TurnBuilder(lease, instanceId, executionId);
	}

	public TurnBuilder consume(long... messageIds) {
		for (long messageId : messageIds) {
			this.consumed.add(messageId);
		}
		return this;
	}

	public TurnBuilder events(int sequence, HistoryEvent... appended) {
		this.firstSequence = sequence;
		this.events.addAll(List.of(appended));
		return this;
	}

	public TurnBuilder status(OrchestrationRuntimeStatus status) {
		return update(
				new InstanceUpdate(this.executionId, this.executionId, null, status, null, null, null, null, false));
	}

	public TurnBuilder completed(OrchestrationRuntimeStatus status, Instant completedAt, int outputSequence) {
		this.ended = new EndedExecution(this.executionId, false);
		return update(new InstanceUpdate(this.executionId, this.executionId, null, status, null, completedAt,
				outputSequence, null, false));
	}

	public TurnBuilder update(InstanceUpdate changed) {
		this.update = changed;
		return this;
	}

	public TurnBuilder ended(UUID execution, boolean deleteHistory) {
		this.ended = new EndedExecution(execution, deleteHistory);
		return this;
	}

	public TurnBuilder remove(DueTimer timer) {
		this.removedTimers.add(timer);
		return this;
	}

	public TurnBuilder timer(DueTimer timer) {
		this.newTimers.add(timer);
		return this;
	}

	public TurnBuilder send(NewMessage message) {
		this.messages.add(message);
		return this;
	}

	public TurnBuilder child(NewInstance child) {
		this.children.add(child);
		return this;
	}

	public TurnBuilder open(OpenMark mark) {
		this.openMark = mark;
		return this;
	}

	public TurnCommit build() {
		return new TurnCommit(this.lease, this.instanceId, this.executionId, this.consumed, this.removedTimers,
				this.firstSequence, this.events, this.update, this.ended, this.newTimers, this.messages, this.children,
				this.openMark);
	}

}
