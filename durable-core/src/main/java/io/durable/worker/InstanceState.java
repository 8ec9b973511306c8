package io.durable.worker;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

import io.durable.engine.OrchestrationIdentity;
import io.durable.history.HistoryEvent;
import io.durable.history.HistoryEvent.Action;
import io.durable.history.HistoryEvent.Completion;
import io.durable.history.HistoryEvent.EventSent;
import io.durable.history.HistoryEvent.OrchestratorCompleted;
import io.durable.history.HistoryEvent.SubOrchestrationInstanceCreated;
import io.durable.history.HistoryEvent.TaskScheduled;
import io.durable.store.StoredInstance;

/**
 * What is committed of an instance, in memory. Changed only when a turn has been
 * committed, by whoever has the instance's turn.
 */
final class InstanceState {

	private static final int EVENT_OVERHEAD = 96;

	private StoredInstance row;

	private final List<HistoryEvent> history = new ArrayList<>();

	// Actions that are not answered; also tells an answer from its repetition
	private final Map<Integer, Action> openActions = new LinkedHashMap<>();

	private int openWork;

	private int closedEvents;

	private long bytes;

	private Instant lastTimestamp = Instant.EPOCH;

	InstanceState(StoredInstance row, List<HistoryEvent> history) {
		this.row = row;
		append(history);
	}

	void append(List<HistoryEvent> events) {
		for (HistoryEvent event : events) {
			this.history.add(event);
			this.bytes += EVENT_OVERHEAD + PayloadSize.of(event);
			if (event.timestamp().isAfter(this.lastTimestamp)) {
				this.lastTimestamp = event.timestamp();
			}
			if (event instanceof Completion) {
				forgetAction(event.taskId());
			}
			else if (event instanceof Action action && !(action instanceof EventSent)) {
				this.openActions.put(action.taskId(), action);
				this.openWork += isWork(action) ? 1 : 0;
			}
			else if (event instanceof OrchestratorCompleted) {
				this.closedEvents = this.history.size();
			}
		}
	}

	void setRow(StoredInstance newRow) {
		this.row = newRow;
	}

	void forgetAction(int taskId) {
		Action action = this.openActions.remove(taskId);
		this.openWork -= (action != null && isWork(action)) ? 1 : 0;
	}

	// Return whether an action is work that nobody but the owner of the partition starts.
	private boolean isWork(Action action) {
		return action instanceof TaskScheduled || action instanceof SubOrchestrationInstanceCreated created
				&& !OrchestrationIdentity.isDerived(executionId(), created.instanceId());
	}

	/**
	 * Count the open work that there is after further events.
	 * @param events the events
	 * @return the number of actions that wait for an answer of this node
	 */
	int openWorkAfter(List<HistoryEvent> events) {
		int open = this.openWork;
		for (HistoryEvent event : events) {
			if (event instanceof Completion) {
				Action answered = this.openActions.get(event.taskId());
				open -= (answered != null && isWork(answered)) ? 1 : 0;
			}
			else if (event instanceof Action action) {
				open += isWork(action) ? 1 : 0;
			}
		}
		return open;
	}

	boolean hasOpenWork() {
		return this.openWork > 0;
	}

	/**
	 * Return whether the instance is marked in the store as one with open work.
	 * @return {@code true} if it has open work or is parked
	 */
	boolean isMarked() {
		return this.openWork > 0 || isParked();
	}

	StoredInstance row() {
		return this.row;
	}

	UUID executionId() {
		return this.row.executionId();
	}

	boolean isUnstarted() {
		return this.history.isEmpty();
	}

	boolean isParked() {
		return this.row.parkedReason() != null;
	}

	/**
	 * Return the closed turns, for replay.
	 * @return a view
	 */
	List<HistoryEvent> closedTurns() {
		return Collections.unmodifiableList(this.history.subList(0, this.closedEvents));
	}

	/**
	 * Return the events that were taken in without a turn.
	 * @return a copy
	 */
	List<HistoryEvent> unprocessed() {
		return List.copyOf(this.history.subList(this.closedEvents, this.history.size()));
	}

	boolean isOpen(int taskId) {
		return this.openActions.containsKey(taskId);
	}

	Stream<TaskScheduled> openActivities() {
		return this.openActions.values()
			.stream()
			.filter(TaskScheduled.class::isInstance)
			.map(TaskScheduled.class::cast);
	}

	/**
	 * Return the sub-orchestrations with given IDs that have not ended.
	 * @return the calls
	 */
	Stream<GivenChild> openGivenChildren() {
		return this.openActions.values()
			.stream()
			.filter((action) -> action instanceof SubOrchestrationInstanceCreated && isWork(action))
			.map((action) -> givenChild((SubOrchestrationInstanceCreated) action));
	}

	private GivenChild givenChild(SubOrchestrationInstanceCreated created) {
		List<EventSent> events = new ArrayList<>();
		for (int i = this.history.indexOf(created); !(this.history.get(i) instanceof OrchestratorCompleted); i++) {
			if (this.history.get(i) instanceof EventSent sent && sent.instanceId().equals(created.instanceId())) {
				events.add(sent);
			}
		}
		return new GivenChild(executionId(), created, events);
	}

	int historySize() {
		return this.history.size();
	}

	long bytes() {
		return this.bytes;
	}

	Instant lastTimestamp() {
		return this.lastTimestamp;
	}

}
