package io.durable.worker;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.engine.OrchestrationIdentity;
import io.durable.history.HistoryEvent;
import io.durable.history.HistoryEvent.Action;
import io.durable.history.HistoryEvent.Completion;
import io.durable.history.HistoryEvent.EventSent;
import io.durable.history.HistoryEvent.ExecutionCompleted;
import io.durable.history.HistoryEvent.ExecutionRewound;
import io.durable.history.HistoryEvent.OrchestratorCompleted;
import io.durable.history.HistoryEvent.SubOrchestrationInstanceCreated;
import io.durable.history.HistoryEvent.SubOrchestrationInstanceFailed;
import io.durable.history.HistoryEvent.TaskScheduled;
import io.durable.history.HistoryEvent.TimerCreated;
import io.durable.history.HistoryEvent.Unreadable;
import io.durable.store.StoredInstance;
import org.jspecify.annotations.Nullable;

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

	private final Rewinds rewinds = new Rewinds();

	private @Nullable Unreadable unreadable;

	private boolean hasEnded;

	private int openWork;

	private int closedEvents;

	private long bytes;

	private Instant lastTimestamp = Instant.EPOCH;

	InstanceState(StoredInstance row, List<HistoryEvent> history) {
		this.row = row;
		append(history);
	}

	void append(List<HistoryEvent> events) {
		// Beforehand: what was called before a rewind is told from what was called since
		this.rewinds.find(events);
		for (HistoryEvent event : events) {
			this.history.add(event);
			this.bytes += bytes(event);
			if (event.timestamp().isAfter(this.lastTimestamp)) {
				this.lastTimestamp = event.timestamp();
			}
			if (event instanceof Unreadable problem) {
				this.unreadable = (this.unreadable != null) ? this.unreadable : problem;
			}
			else if (event instanceof Completion) {
				forgetAction(event.taskId());
			}
			else if (event instanceof Action action) {
				if (isAnswered(action)) {
					this.openActions.put(action.taskId(), action);
					this.openWork += isWork(action) ? 1 : 0;
				}
			}
			else if (event instanceof OrchestratorCompleted) {
				this.closedEvents = this.history.size();
			}
			else if (event instanceof ExecutionCompleted) {
				this.hasEnded = true;
			}
		}
	}

	// Return whether something answers an action.
	private boolean isAnswered(Action action) {
		if (action instanceof EventSent) {
			return false;
		}
		return !(action instanceof SubOrchestrationInstanceCreated created && created.detached() && isDerived(created));
	}

	private boolean isDerived(SubOrchestrationInstanceCreated created) {
		return OrchestrationIdentity.isDerived(executionOf(created.taskId()), created.instanceId());
	}

	/**
	 * Return the execution that did something: not the current one if the instance was
	 * rewound since.
	 * @param taskId the sequence number of the action
	 * @return the execution, which answers are addressed to
	 */
	UUID executionOf(int taskId) {
		UUID before = this.rewinds.executionOf(taskId);
		return (before != null) ? before : executionId();
	}

	/**
	 * Return the execution before the first rewind.
	 * @return the execution
	 */
	UUID firstExecutionId() {
		UUID first = this.rewinds.firstExecutionId();
		return (first != null) ? first : executionId();
	}

	/**
	 * Return whether work is of this instance.
	 * @param work the work
	 * @return {@code false} if another instance, or another execution, has called it
	 */
	boolean hasCalled(RunningWork work) {
		return executionOf(work.taskId()).equals(work.executionId());
	}

	/**
	 * Return when what an action waits for was made to happen again.
	 * @param taskId the sequence number of the action
	 * @return the times, the latest last; empty if it was not
	 */
	List<Instant> rewindsOf(int taskId) {
		return this.rewinds.timesFor(taskId);
	}

	/**
	 * Return whether a failure is from before a rewind, which let the call run again.
	 * @param completion the answer
	 * @return {@code true} if it is out of date
	 */
	boolean isUndone(Completion completion) {
		Instant rewoundAt = this.rewinds.lastFor(completion.taskId());
		return completion instanceof SubOrchestrationInstanceFailed && rewoundAt != null
				&& !completion.timestamp().isAfter(rewoundAt);
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
		if (action instanceof SubOrchestrationInstanceCreated created) {
			return !isDerived(created) || this.rewinds.lastFor(created.taskId()) != null;
		}
		return action instanceof TaskScheduled;
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
				open += (isAnswered(action) && isWork(action)) ? 1 : 0;
			}
		}
		return open;
	}

	int openWork() {
		return this.openWork;
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

	/**
	 * Return the request to rewind that was taken in but not processed.
	 * @return the request, or {@code null}
	 */
	@Nullable ExecutionRewound pendingRewind() {
		for (HistoryEvent event : this.history.subList(this.closedEvents, this.history.size())) {
			if (event instanceof ExecutionRewound rewound && rewound.previousExecutionId() == null) {
				return rewound;
			}
		}
		return null;
	}

	/**
	 * Return whether a client has asked to rewind the failed instance, so that it is
	 * pending although it has a history.
	 * @return {@code true} until it is rewound
	 */
	boolean isToBeRewound() {
		return this.hasEnded && this.row.status() == OrchestrationRuntimeStatus.PENDING;
	}

	/**
	 * Return the first event that cannot be read.
	 * @return the event, or {@code null}
	 */
	@Nullable Unreadable unreadable() {
		return this.unreadable;
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
	 * Return the sub-orchestrations that this node starts and that have not ended: those
	 * with given IDs, and those that a rewind let run again.
	 * @return the calls
	 */
	Stream<GivenChild> openGivenChildren() {
		return this.openActions.values()
			.stream()
			.filter((action) -> action instanceof SubOrchestrationInstanceCreated && isWork(action))
			.map((action) -> givenChild((SubOrchestrationInstanceCreated) action));
	}

	/**
	 * Return the sub-orchestrations that this execution waits for.
	 * @return the calls
	 */
	Stream<SubOrchestrationInstanceCreated> openChildren() {
		return this.openActions.values()
			.stream()
			.filter(SubOrchestrationInstanceCreated.class::isInstance)
			.map(SubOrchestrationInstanceCreated.class::cast)
			.filter((created) -> !created.detached());
	}

	/**
	 * Return the timers that have not fired.
	 * @return the timers, those included that were cancelled
	 */
	Stream<TimerCreated> openTimers() {
		return this.openActions.values().stream().filter(TimerCreated.class::isInstance).map(TimerCreated.class::cast);
	}

	private GivenChild givenChild(SubOrchestrationInstanceCreated created) {
		List<EventSent> events = new ArrayList<>();
		for (int i = this.history.indexOf(created); !(this.history.get(i) instanceof OrchestratorCompleted); i++) {
			if (this.history.get(i) instanceof EventSent sent && sent.instanceId().equals(created.instanceId())) {
				events.add(sent);
			}
		}
		return new GivenChild(executionOf(created.taskId()), created, events, this.rewinds.lastFor(created.taskId()));
	}

	/**
	 * Return the whole history.
	 * @return a view
	 */
	List<HistoryEvent> history() {
		return Collections.unmodifiableList(this.history);
	}

	int historySize() {
		return this.history.size();
	}

	long bytes() {
		return this.bytes;
	}

	static long bytes(HistoryEvent event) {
		return EVENT_OVERHEAD + PayloadSize.of(event);
	}

	Instant lastTimestamp() {
		return this.lastTimestamp;
	}

}
