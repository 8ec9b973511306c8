package io.durable.worker.turn;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.engine.TurnResult;
import io.durable.history.HistoryEvent;
import io.durable.history.HistoryEvent.EventRaised;
import io.durable.history.HistoryEvent.ExecutionCompleted;
import io.durable.history.HistoryEvent.ExecutionTerminated;
import io.durable.store.InstanceUpdate;
import io.durable.store.StoredInstance;
import io.durable.store.TurnCommit;
import io.durable.store.TurnCommit.EndedExecution;
import io.durable.store.TurnCommit.OpenMark;
import org.jspecify.annotations.Nullable;

/**
 * Puts together what a turn, of one generation or of several, writes.
 */
final class TurnAssembly {

	private final TurnInput input;

	private final @Nullable InstanceState state;

	private final Intake intake;

	private final int maxUnreadEvents;

	private final Outbox outbox;

	// The events of the current generation
	private List<HistoryEvent> events;

	private @Nullable UUID newExecutionId;

	private @Nullable TurnResult last;

	private TurnResult.@Nullable CustomStatus customStatus;

	private @Nullable String version;

	private boolean recover;

	TurnAssembly(TurnInput input, Intake intake, int partitionCount, int maxUnreadEvents) {
		this.input = input;
		this.state = input.state();
		this.intake = intake;
		this.outbox = new Outbox(input.lease().partition(), input.instanceId(), partitionCount, intake.removedTimers());
		this.maxUnreadEvents = maxUnreadEvents;
		this.events = new ArrayList<>(intake.events());
		this.recover = intake.isRecover() || intake.isRetry();
		this.version = (this.state != null) ? this.state.row().version() : null;
	}

	private InstanceState state() {
		if (this.state == null) {
			throw new IllegalStateException("There is no instance");
		}
		return this.state;
	}

	private UUID executionId() {
		return (this.newExecutionId != null) ? this.newExecutionId : state().executionId();
	}

	/**
	 * Add what the current generation did.
	 * @param computed the result of its run
	 */
	void add(TurnResult computed) {
		TurnResult result = computed.withDelaysFrom(this.intake.now());
		this.last = result;
		// Behind the event that opens the turn
		int firstAction = firstSequence() + this.events.size() + 1;
		this.events.addAll(result.closing());
		if (result.customStatus() != null) {
			this.customStatus = result.customStatus();
		}
		this.outbox.add(result, executionId(), (this.newExecutionId == null) ? state() : null, state().row(),
				firstAction);
		if (this.newExecutionId == null) {
			this.outbox.cancelTimers(executionId(), result.cancelledTimers());
		}
	}

	/**
	 * Go over to a new execution: nothing of the old one is kept.
	 * @param executionId the new execution
	 * @param continuation what it begins with
	 */
	void startOver(UUID executionId, TurnResult.Continuation continuation) {
		this.newExecutionId = executionId;
		this.version = continuation.started().version();
		this.outbox.dropTimers();
		this.outbox.forgetHistory();
		this.events = new ArrayList<>();
		this.events.add(continuation.started());
		this.events.addAll(continuation.carriedOver());
	}

	List<HistoryEvent> inputs() {
		return List.copyOf(this.events);
	}

	/**
	 * Go over to a new execution that begins with what is kept of the current one.
	 * @param executionId the new execution
	 * @param kept the closed turns that are kept
	 * @param inputs what the next turn takes in
	 * @param time the clock of the next turn
	 */
	void rewind(UUID executionId, List<HistoryEvent> kept, List<HistoryEvent> inputs, Instant time) {
		Set<Integer> keptCalls = kept.stream().map(HistoryEvent::taskId).collect(Collectors.toSet());
		this.outbox.terminate(state(), (child) -> !keptCalls.contains(child.taskId()),
				new ExecutionTerminated(time, null, true));
		this.newExecutionId = executionId;
		this.events = new ArrayList<>(kept);
		this.events.addAll(inputs);
		this.recover = true;
		new InstanceState(state().row(), this.events).openTimers()
			.forEach((timer) -> this.outbox.addTimer(executionId, timer));
	}

	/**
	 * Keep a request to rewind that cannot be met now.
	 * @param request the request, or {@code null}
	 */
	void keepRequest(@Nullable HistoryEvent request) {
		if (request != null) {
			this.events.add(request);
		}
	}

	boolean isRecover() {
		return this.recover;
	}

	@Nullable String version() {
		return this.version;
	}

	/**
	 * Return how long the history of the current generation is after this turn.
	 * @return the number of events
	 */
	int historyEvents() {
		return firstSequence() + this.events.size();
	}

	/**
	 * Return how large the history of the current generation is after this turn.
	 * @return the number of bytes, roughly
	 */
	long historyBytes() {
		long bytes = (this.newExecutionId != null) ? 0 : state().payloadBytes();
		return bytes + this.events.stream().mapToLong(HistoryEvent::payloadBytes).sum();
	}

	/**
	 * Leave the run of the new execution to another turn.
	 * @return the turn
	 */
	Turn askForTurn() {
		this.outbox.askForTurn(executionId());
		return build();
	}

	Turn build() {
		TurnResult result = this.last;
		if (result == null) {
			throw new IllegalStateException("Nothing was run");
		}
		StoredInstance before = state().row();
		ExecutionCompleted completed = result.completed();
		String custom = (this.customStatus != null) ? this.customStatus.value() : before.customStatus();
		OrchestrationRuntimeStatus status = status(result, before);
		boolean full = result.closing().isEmpty() ? before.inboxFull() : isFull(result.unreadEvents());
		StoredInstance after = row(status, custom, result.problem(), full);
		if (completed != null) {
			new EndDuties(this.outbox).perform(before, completed, this.events,
					(this.newExecutionId != null) ? null : state(), isRecursive());
		}
		InstanceUpdate update = before.equals(after) ? null : update(after, completed);
		return turn(update, after, result.problem());
	}

	private static OrchestrationRuntimeStatus status(TurnResult result, StoredInstance before) {
		if (result.completed() != null) {
			return result.completed().status();
		}
		if (result.problem() != null && result.closing().isEmpty()) {
			return before.status();
		}
		return result.suspended() ? OrchestrationRuntimeStatus.SUSPENDED : OrchestrationRuntimeStatus.RUNNING;
	}

	// Full from the limit on, until half of it is read: so it does not change at every
	// event
	private boolean isFull(int unread) {
		return unread >= this.maxUnreadEvents || (state().row().inboxFull() && unread > this.maxUnreadEvents / 2);
	}

	private boolean isRecursive() {
		return Stream.concat(state().unprocessed().stream(), this.intake.events().stream())
			.anyMatch((event) -> event instanceof ExecutionTerminated terminated && terminated.recurse());
	}

	private StoredInstance row(OrchestrationRuntimeStatus status, @Nullable String custom, @Nullable String parked,
			boolean inboxFull) {
		StoredInstance before = state().row();
		return new StoredInstance(before.partition(), before.instanceId(), executionId(), before.incarnationId(),
				before.name(), this.version, status, null, custom, before.parent(), before.tags(), before.createdAt(),
				before.scheduledStartAt(), (parked != null) ? ParkedReason.of(parked) : null, inboxFull);
	}

	private InstanceUpdate update(StoredInstance after, @Nullable ExecutionCompleted completed) {
		Integer outputSequence = (completed != null) ? firstSequence() + this.events.size() - 1 : null;
		return new InstanceUpdate(state().executionId(), after.executionId(), after.version(), after.status(),
				after.customStatus(), (completed != null) ? completed.timestamp() : null, outputSequence,
				after.parkedReason(), after.inboxFull());
	}

	private int firstSequence() {
		return (this.newExecutionId != null) ? 0 : state().historySize();
	}

	/**
	 * Take the events in without running anything, and park the instance.
	 * @param reason why
	 * @return the turn
	 */
	Turn park(String reason) {
		StoredInstance before = state().row();
		long unread = Stream.concat(state().unprocessed().stream(), this.events.stream())
			.filter(EventRaised.class::isInstance)
			.count();
		StoredInstance after = row(before.status(), before.customStatus(), reason, isFull((int) unread));
		return turn(before.equals(after) ? null : update(after, null), after, reason);
	}

	/**
	 * Take events in that wait for the instance to start.
	 * @return the turn
	 */
	Turn takeIn() {
		return turn(null, state().row(), null);
	}

	/**
	 * Consume what is of no use to the instance.
	 * @return the turn
	 */
	Turn consumeOnly() {
		StoredInstance row = (this.state != null) ? this.state.row() : null;
		boolean ended = row == null || row.status().isTerminal();
		LateWork before = this.input.lateWork();
		LateWork after = (before != null) ? before.without(this.intake.endedWork()) : null;
		if (this.state != null && ended && this.intake.isRecover()) {
			LateWork stored = LateWork.of(this.state);
			before = (before != null) ? before : stored;
			after = (stored != null) ? stored.without(this.intake.endedWork()) : null;
			this.outbox.repeat(this.state, this.intake.endedWork());
		}
		// Work that was not awaited keeps the mark of an ended instance until it has
		// ended
		// too: so that it is repeated if the node stops
		// One that was purged leaves its mark behind
		boolean clear = ended && after == null && (before != null || this.state == null || this.intake.isRecover());
		this.events.clear();
		return turn(commit(null, null, clear ? OpenMark.CLEAR : OpenMark.KEEP), row, false, false, null, after);
	}

	private Turn turn(@Nullable InstanceUpdate update, StoredInstance after, @Nullable String problem) {
		boolean ended = after.status().isTerminal();
		EndedExecution endedExecution = null;
		if (this.newExecutionId != null) {
			endedExecution = new EndedExecution(state().executionId(), true);
		}
		else if (ended) {
			endedExecution = new EndedExecution(state().executionId(), false);
		}
		if (ended) {
			this.outbox.dropTimers();
		}
		boolean startsOver = this.newExecutionId != null;
		boolean statusChanged = startsOver || state().row().status() != after.status();
		return turn(commit(update, endedExecution, openMark(after)), after, statusChanged, startsOver, problem, null);
	}

	private Turn turn(TurnCommit commit, @Nullable StoredInstance after, boolean statusChanged, boolean startsOver,
			@Nullable String problem, @Nullable LateWork lateWork) {
		return new Turn(commit, this.input.deliveries(), after, statusChanged, startsOver, this.outbox.activities(),
				this.outbox.childOperations(), this.intake.endedWork(), this.recover, problem, lateWork);
	}

	// An instance is marked while it has open work or is parked: so that whoever takes
	// the partition over finds it. Where it is not known whether it is, its end makes
	// sure
	private OpenMark openMark(StoredInstance after) {
		int openWork = (this.newExecutionId != null) ? new InstanceState(after, this.events).openWorkCount()
				: state().openWorkAfter(this.events);
		Boolean marked = state().isMarked();
		boolean parked = after.parkedReason() != null && !after.status().isTerminal();
		if (parked || openWork > 0) {
			return Boolean.TRUE.equals(marked) ? OpenMark.KEEP : OpenMark.SET;
		}
		boolean clear = (marked != null) ? marked : (after.status().isTerminal() || state().isToBeRewound());
		return clear ? OpenMark.CLEAR : OpenMark.KEEP;
	}

	private TurnCommit commit(@Nullable InstanceUpdate update, @Nullable EndedExecution endedExecution,
			OpenMark openMark) {
		UUID executionId = (this.state != null) ? executionId() : new UUID(0, 0);
		int firstSequence = (this.state != null) ? firstSequence() : 0;
		return new TurnCommit(this.input.lease(), this.input.instanceId(), executionId, this.intake.consumedMessages(),
				this.outbox.removedTimers(), firstSequence, this.events, update, endedExecution,
				this.outbox.newTimers(), this.outbox.messages(), this.outbox.derivedChildren(), openMark);
	}

}
