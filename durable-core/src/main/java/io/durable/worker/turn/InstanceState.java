package io.durable.worker.turn;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.history.HistoryEvent;
import io.durable.history.HistoryEvent.Action;
import io.durable.history.HistoryEvent.Completion;
import io.durable.history.HistoryEvent.ExecutionRewound;
import io.durable.history.HistoryEvent.ExecutionTerminated;
import io.durable.history.HistoryEvent.SubOrchestrationInstanceCreated;
import io.durable.history.HistoryEvent.SubOrchestrationInstanceFailed;
import io.durable.history.HistoryEvent.TimerCreated;
import io.durable.history.HistoryEvent.Unreadable;
import io.durable.store.StoredInstance;
import org.jspecify.annotations.Nullable;

/**
 * What is committed of an instance, in memory. Changed only when a turn has been
 * committed, by whoever has the instance's turn.
 */
public final class InstanceState {

	// The row, its strings, and the books about the instance, measured
	private static final long OVERHEAD = 900;

	private StoredInstance row;

	private final HeldHistory history = new HeldHistory();

	private final Rewinds rewinds = new Rewinds();

	private final OpenActions open = new OpenActions(this.rewinds, this::executionOf);

	// Whether the store has it marked as one with open work, as far as is known
	private @Nullable Boolean marked;

	public InstanceState(StoredInstance row, List<HistoryEvent> history) {
		this.row = row;
		append(history);
	}

	void append(List<HistoryEvent> events) {
		// Beforehand: what was called before a rewind is told from what was called since
		this.rewinds.find(events);
		for (HistoryEvent event : events) {
			this.history.add(event);
			if (event instanceof Completion) {
				forgetAction(event.taskId());
			}
			else if (event instanceof Action action) {
				this.open.add(action);
			}
		}
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
				&& completion.timestamp().isBefore(rewoundAt);
	}

	void setRow(StoredInstance newRow) {
		this.row = newRow;
	}

	void forgetAction(int taskId) {
		this.open.remove(taskId);
	}

	int openWorkAfter(List<HistoryEvent> events) {
		return this.open.openWorkAfter(events);
	}

	int openWorkCount() {
		return this.open.openWork();
	}

	Set<RunningWork> openWorkKeys() {
		return this.open.workKeys();
	}

	/**
	 * Return whether the instance is marked in the store as one with open work or parked.
	 * @return {@code null} if it is not known: an earlier instance with its ID may have
	 * left a mark
	 */
	@Nullable Boolean isMarked() {
		return ((this.open.openWork() > 0 || isParked()) && !isToBeRewound()) ? Boolean.TRUE : this.marked;
	}

	void setMarked(@Nullable Boolean newMarked) {
		this.marked = newMarked;
	}

	public StoredInstance row() {
		return this.row;
	}

	UUID executionId() {
		return this.row.executionId();
	}

	/**
	 * Return whether its code has never run.
	 * @return {@code true} until its first turn has ended
	 */
	boolean isUnstarted() {
		return !this.history.hasClosedTurns();
	}

	/**
	 * Return whether the beginning of its history is written.
	 * @return {@code true} if it has taken something in
	 */
	boolean hasBegun() {
		return !this.history.all().isEmpty();
	}

	/**
	 * Return whether it waits for a delayed start, as far as is stored.
	 * @return {@code false} if it has started, or is about to
	 */
	boolean isBeforeStart() {
		return this.row.status() == OrchestrationRuntimeStatus.PENDING && isUnstarted() && !isParked()
				&& (!hasBegun() || this.row.scheduledStartAt() != null);
	}

	/**
	 * Return whether the instance has ended on request together with its
	 * sub-orchestrations.
	 * @return the request, or {@code null} if it has not
	 */
	@Nullable ExecutionTerminated recursiveTermination() {
		return this.history.recursiveTermination();
	}

	boolean isParked() {
		return this.row.parkedReason() != null;
	}

	/**
	 * Return the closed turns, for replay.
	 * @return a view
	 */
	List<HistoryEvent> closedTurns() {
		return this.history.closedTurns();
	}

	/**
	 * Return the events that were taken in without a turn.
	 * @return a copy
	 */
	List<HistoryEvent> unprocessed() {
		return List.copyOf(this.history.unprocessed());
	}

	/**
	 * Return the request to rewind that was taken in but not processed.
	 * @return the request, or {@code null}
	 */
	@Nullable ExecutionRewound pendingRewind() {
		return this.history.pendingRewind();
	}

	/**
	 * Return whether a client has asked to rewind the failed instance, so that it is
	 * pending although it has a history.
	 * @return {@code true} until it is rewound
	 */
	boolean isToBeRewound() {
		return this.history.hasEnded() && this.row.status() == OrchestrationRuntimeStatus.PENDING;
	}

	/**
	 * Return whether it cannot go on without the request to rewind it.
	 * @return {@code true} if it is to be rewound and has not taken the request in
	 */
	public boolean isWaitingForRewind() {
		return isToBeRewound() && pendingRewind() == null;
	}

	/**
	 * Return the first event that cannot be read.
	 * @return the event, or {@code null}
	 */
	@Nullable Unreadable unreadable() {
		return this.history.unreadable();
	}

	boolean isOpen(int taskId) {
		return this.open.get(taskId) != null;
	}

	/**
	 * Return whether the sub-orchestrations of the instance end with it.
	 * @return {@code true} if somebody has asked for that
	 */
	public boolean isTerminatedRecursively() {
		return recursiveTermination() != null;
	}

	boolean isOpen(Action action) {
		return this.open.get(action.taskId()) == action;
	}

	boolean isOpenWork(Action action) {
		return isOpen(action) && this.open.isWork(action);
	}

	@Nullable Instant lastRewindOf(int taskId) {
		return this.rewinds.lastFor(taskId);
	}

	/**
	 * Return what is to be done for the instance from the beginning.
	 * @return the open work
	 */
	public OpenWork openWork() {
		return OpenWork.of(this);
	}

	/**
	 * Return the sub-orchestrations that this execution waits for.
	 * @return the calls
	 */
	Stream<SubOrchestrationInstanceCreated> openChildren() {
		return this.open.all()
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
		return this.open.all().stream().filter(TimerCreated.class::isInstance).map(TimerCreated.class::cast);
	}

	/**
	 * Return whether a call is work that this node does.
	 * @param call the call
	 * @return {@code false} if somebody else does it, or it has ended
	 */
	boolean isWorkOfThisNode(RunningWork call) {
		Action action = this.open.get(call.taskId());
		return action != null && this.open.isWork(action);
	}

	@Nullable RunningWork openGivenChild(String instanceId) {
		return this.open.givenChild(instanceId);
	}

	/**
	 * Return the whole history.
	 * @return a view
	 */
	List<HistoryEvent> history() {
		return this.history.all();
	}

	int historySize() {
		return this.history.all().size();
	}

	/**
	 * Return how large the payloads of the history are.
	 * @return the number of bytes, which limits count
	 */
	long payloadBytes() {
		return this.history.payloadBytes();
	}

	/**
	 * Return how much memory this takes.
	 * @return the number of bytes, about
	 */
	public long weight() {
		return weight(this.row) + this.history.weight();
	}

	/**
	 * Return how much memory an instance takes of which nothing else is known than its
	 * row.
	 * @param row the row
	 * @return the number of bytes, about
	 */
	static long weight(StoredInstance row) {
		return OVERHEAD + length(row.input()) + length(row.customStatus()) + length(row.parkedReason());
	}

	private static long length(@Nullable String text) {
		return (text != null) ? 2L * text.length() : 0;
	}

	Instant lastTimestamp() {
		return this.history.lastTimestamp();
	}

}
