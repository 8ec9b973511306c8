package io.durable.engine;

import java.time.Instant;
import java.util.List;
import java.util.function.IntFunction;

import io.durable.api.FailureDetails;
import io.durable.api.NonDeterministicOrchestratorException;
import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.api.TaskOrchestration;
import io.durable.function.OrchestratorScope;
import io.durable.history.HistoryEvent;
import io.durable.history.HistoryEvent.Action;
import io.durable.history.HistoryEvent.ExecutionCompleted;
import io.durable.history.HistoryEvent.ExecutionStarted;
import io.durable.history.HistoryEvent.ExecutionTerminated;
import io.durable.history.HistoryEvent.TimerCreated;
import org.jspecify.annotations.Nullable;

/**
 * One run of an orchestrator's function: first through its history, then through new
 * turns. Events are delivered one at a time, and only while the function waits for a task
 * that is not done; so the function sees them in the same way, whether it is replayed or
 * has stayed resident.
 * <p>
 * Not thread-safe: {@link #beginTurn}, {@link #execute} and {@link #endTurn} happen one
 * after the other, on whatever threads.
 */
public final class OrchestrationRun {

	private static final int MAX_SWALLOWED_YIELDS = 1000;

	private final OrchestrationIdentity identity;

	private final TaskOrchestration code;

	private final EngineSettings settings;

	private final Awaiting awaiting;

	private final EventFeed feed;

	private final ReplayContext context;

	private final EventPump pump;

	private final ActionLog log;

	private final FailureCauses causes = new FailureCauses();

	// Once the stack is being given up nothing that the function does counts
	private boolean voided;

	private int swallowedYields;

	private boolean ended;

	private @Nullable ExecutionStarted started;

	private @Nullable OrchestratorScope scope;

	private @Nullable String problem;

	// Nothing that the turn did may be committed
	private boolean turnRefused;

	private boolean mismatched;

	private volatile @Nullable String foreignUse;

	private @Nullable ExecutionCompleted completed;

	private TurnResult.@Nullable Continuation continuation;

	public OrchestrationRun(OrchestrationIdentity identity, TaskOrchestration code, EngineSettings settings,
			Awaiting awaiting, List<HistoryEvent> past) {
		this.identity = identity;
		this.code = code;
		this.settings = settings;
		this.awaiting = awaiting;
		this.feed = new EventFeed(past);
		this.pump = new EventPump(this.feed, awaiting);
		this.log = new ActionLog(this.feed, settings.limits());
		this.context = new ReplayContext(this, identity, settings);
	}

	/**
	 * Name the input of the next new turn.
	 * @param inputs events that were taken in before but not processed, then new ones
	 * @param turnTime the clock of the turn, not before any earlier timestamp
	 */
	public void beginTurn(List<HistoryEvent> inputs, Instant turnTime) {
		this.feed.setNewTurn(inputs, turnTime);
		this.log.beginTurn();
	}

	/**
	 * Run the function until it ends or its stack is given up.
	 */
	public void execute() {
		try {
			HistoryEvent first = this.feed.begin();
			if (first instanceof ExecutionStarted executionStarted) {
				this.started = executionStarted;
				this.scope = new OrchestratorScope(executionStarted.name());
				this.scope.run(this::runFunction);
			}
			else {
				this.problem = "Its history does not begin with ExecutionStarted but with " + first;
			}
		}
		finally {
			this.ended = true;
		}
	}

	private void runFunction() {
		try {
			awaitResumption();
			Object output = this.code.run(this.context);
			if (this.voided) {
				swallowed("returned");
			}
			else {
				returned(output);
			}
		}
		catch (OrchestratorYield ex) {
			if (!this.voided) {
				this.problem = "It threw a yield of another run";
			}
		}
		catch (Throwable ex) {
			if (this.voided) {
				swallowed("threw " + ex);
			}
			else if (cannotRun(ex)) {
				this.problem = "It could not be run: " + ex;
			}
			else {
				failed(ex);
			}
		}
	}

	// An instance that was suspended before its first turn does not begin
	private void awaitResumption() {
		while (this.pump.isHeldUp()) {
			pump();
		}
	}

	// A broken class or an exhausted machine is no verdict on the orchestration
	private static boolean cannotRun(Throwable ex) {
		return ex instanceof LinkageError || (ex instanceof VirtualMachineError && !(ex instanceof StackOverflowError));
	}

	private void swallowed(String how) {
		if (this.problem == null && this.completed == null) {
			this.problem = Problems.swallowedYield(this.context.getName(), how);
		}
	}

	private void returned(@Nullable Object output) {
		if (!mayEnd("returned")) {
			return;
		}
		ReplayContext.NewGeneration next = this.context.newGeneration();
		if (next != null && !isTerminated()) {
			this.continuation = new TurnResult.Continuation(next.started(), this.pump.carryOver(next.preserveEvents()));
			return;
		}
		if (this.completed != null) {
			return;
		}
		try {
			String result = this.context.explicitOutput(output);
			this.completed = new ExecutionCompleted(time(), OrchestrationRuntimeStatus.COMPLETED, result, null);
		}
		catch (RuntimeException ex) {
			failed(ex);
		}
	}

	// A generation that never waits takes no event in: it would go on for ever
	private boolean isTerminated() {
		for (HistoryEvent input : this.feed.untaken()) {
			if (input instanceof ExecutionTerminated terminated) {
				terminated(terminated);
				return true;
			}
		}
		return false;
	}

	private void terminated(ExecutionTerminated request) {
		this.completed = new ExecutionCompleted(time(), OrchestrationRuntimeStatus.TERMINATED, request.input(), null);
	}

	private void failed(Throwable ex) {
		if (mayEnd("threw " + ex)) {
			this.completed = new ExecutionCompleted(time(), OrchestrationRuntimeStatus.FAILED, null,
					FailureDetails.of(ex, this.settings.failures()), this.causes.of(ex));
		}
	}

	private boolean mayEnd(String how) {
		try {
			this.feed.checkEnd(how);
			return true;
		}
		catch (HistoryMismatch ex) {
			mismatch(ex);
			return false;
		}
	}

	/**
	 * Take what the turn did, once {@link #execute} has returned or the function waits
	 * for the next turn.
	 * @return the result
	 */
	public TurnResult endTurn() {
		if (this.problem == null && this.foreignUse != null) {
			this.problem = this.foreignUse;
			this.turnRefused = true;
		}
		if (this.mismatched && this.settings.failOnNonDeterminism()) {
			return failedByMismatch();
		}
		if (isReplaying() || this.turnRefused || (this.problem != null && !this.voided)) {
			String reason = (this.problem != null) ? this.problem : "Its replay did not reach the end of its history";
			return TurnResult.parked(reason, this.pump.isSuspended());
		}
		return this.log.record()
			.close(time(), this.completed, this.continuation, this.pump.isSuspended(), this.problem,
					this.pump.unread());
	}

	private TurnResult failedByMismatch() {
		FailureDetails failure = new FailureDetails(NonDeterministicOrchestratorException.class.getName(), this.problem,
				null, true, null, null);
		Instant now = this.feed.newTurnTime();
		ExecutionCompleted failed = new ExecutionCompleted(now, OrchestrationRuntimeStatus.FAILED, null, failure);
		return new TurnRecord().close(now, failed, null, false, null, 0);
	}

	/**
	 * Return how far history and code agree, after {@link #execute} without a new turn.
	 * @return the number of events of the turns that are as recorded, or -1 if the code
	 * cannot be run
	 */
	int agreedEvents() {
		return (this.problem == null || this.mismatched) ? this.feed.turnStart() : -1;
	}

	/**
	 * Return whether the function has ended or its stack was given up.
	 * @return {@code false} if it waits for a next turn
	 */
	public boolean hasEnded() {
		return this.ended;
	}

	/**
	 * Return what the function was found to do wrong.
	 * @return why the instance must be parked, or {@code null}
	 */
	public @Nullable String problem() {
		return this.problem;
	}

	// ---- for tasks and the context

	void await(CompletableTask<?> task) {
		ensureLive();
		if (!task.isDone()) {
			this.settings.awaitGuard().run();
		}
		while (!task.isDone()) {
			pump();
		}
	}

	private void pump() {
		try {
			if (this.pump.next()) {
				return;
			}
		}
		catch (HistoryMismatch ex) {
			mismatch(ex);
		}
		if (this.pump.terminated() != null) {
			terminated(this.pump.terminated());
		}
		throw unwind();
	}

	// Refuses everything once the run is void
	void ensureLive() {
		if (this.scope == null || !this.scope.isCurrent()) {
			throw usedElsewhere();
		}
		if (this.voided) {
			if (++this.swallowedYields > MAX_SWALLOWED_YIELDS) {
				swallowed("went on");
				this.awaiting.neverUnwinds();
			}
			throw new OrchestratorYield();
		}
	}

	private IllegalStateException usedElsewhere() {
		String use = Problems.usedElsewhere(this.context.getName());
		this.foreignUse = use;
		return new IllegalStateException(use);
	}

	private OrchestratorYield refuse(TurnRefusedException refusal) {
		this.problem = refusal.getMessage();
		this.turnRefused = true;
		return unwind();
	}

	void ensureCanSchedule() {
		ensureLive();
		if (this.context.newGeneration() != null) {
			throw new IllegalStateException(
					"The orchestrator '%s' schedules something after continueAsNew: return first"
						.formatted(this.context.getName()));
		}
	}

	private OrchestratorYield unwind() {
		this.voided = true;
		return new OrchestratorYield();
	}

	private void mismatch(HistoryMismatch difference) {
		this.mismatched = true;
		this.problem = Problems.mismatch(this.context.getName(), this.identity.instanceId(), difference);
	}

	/**
	 * Record an action, or during replay compare it with the recorded one.
	 * @param newAction creates the action with its sequence number
	 * @return the action
	 */
	Action record(IntFunction<Action> newAction) {
		ensureCanSchedule();
		try {
			return this.log.record(this.context.getName(), newAction);
		}
		catch (HistoryMismatch ex) {
			mismatch(ex);
			throw unwind();
		}
		catch (TurnRefusedException ex) {
			throw refuse(ex);
		}
	}

	/**
	 * Record the call of an activity or a sub-orchestrator.
	 * @param newAction creates the action with its sequence number
	 * @return the action
	 */
	Action recordCall(IntFunction<Action> newAction) {
		ensureCanSchedule();
		try {
			this.log.ensureMayCall(this.context.getName());
		}
		catch (TurnRefusedException ex) {
			throw refuse(ex);
		}
		Action action = record(newAction);
		this.log.called(action.taskId());
		return action;
	}

	boolean wasPassedOn(String payload) {
		return this.feed.wasPassedOn(payload);
	}

	void repeats(int taskId, int firstTaskId) {
		this.causes.repeats(taskId, firstTaskId);
	}

	void open(int taskId, EventPump.OpenTask task) {
		this.pump.open(taskId, (event) -> {
			this.log.answered(taskId);
			task.end(event);
		});
	}

	void forget(int taskId) {
		this.log.answered(taskId);
		this.pump.forget(taskId);
	}

	CompletableTask<Void> createTimer(Instant fireAt) {
		Instant due = Timestamps.ceiling(fireAt);
		int taskId = record((id) -> new TimerCreated(time(), id, due)).taskId();
		CompletableTask<Void> timer = new CompletableTask<>(this, "timer");
		open(taskId, (event) -> timer.complete(null));
		timer.onCancel(() -> {
			forget(taskId);
			if (!isReplaying()) {
				this.log.record().cancelTimer(taskId);
			}
		});
		return timer;
	}

	void setCustomStatus(@Nullable String status) {
		ensureLive();
		if (!isReplaying()) {
			this.log.record().setCustomStatus(status);
		}
	}

	ExternalEvents events() {
		return this.pump.events();
	}

	Instant time() {
		return this.feed.time();
	}

	boolean isReplaying() {
		return this.feed.isReplaying();
	}

	ReplayContext context() {
		return this.context;
	}

	ExecutionStarted started() {
		if (this.started == null) {
			throw new IllegalStateException("The run has not begun");
		}
		return this.started;
	}

}
