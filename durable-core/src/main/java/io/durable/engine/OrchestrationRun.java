package io.durable.engine;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

import io.durable.api.FailureDetails;
import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.api.TaskOrchestration;
import io.durable.history.HistoryEvent;
import io.durable.history.HistoryEvent.Action;
import io.durable.history.HistoryEvent.Completion;
import io.durable.history.HistoryEvent.EventRaised;
import io.durable.history.HistoryEvent.ExecutionCompleted;
import io.durable.history.HistoryEvent.ExecutionResumed;
import io.durable.history.HistoryEvent.ExecutionStarted;
import io.durable.history.HistoryEvent.ExecutionSuspended;
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

	private final Map<Integer, OpenTask> openTasks = new HashMap<>();

	private final ExternalEvents events = new ExternalEvents();

	// What arrived while the instance was suspended
	private final Deque<HistoryEvent> held = new ArrayDeque<>();

	private TurnRecord record = new TurnRecord();

	private int sequence;

	private boolean suspended;

	// Once the stack is being given up nothing that the function does counts
	private boolean voided;

	private int swallowedYields;

	private boolean ended;

	private @Nullable ExecutionStarted started;

	private @Nullable String problem;

	private @Nullable ExecutionCompleted completed;

	private TurnResult.@Nullable Continuation continuation;

	public OrchestrationRun(OrchestrationIdentity identity, TaskOrchestration code, EngineSettings settings,
			Awaiting awaiting, List<HistoryEvent> past) {
		this.identity = identity;
		this.code = code;
		this.settings = settings;
		this.awaiting = awaiting;
		this.feed = new EventFeed(past);
		this.context = new ReplayContext(this, identity, settings);
	}

	/**
	 * Name the input of the next new turn.
	 * @param inputs events that were taken in before but not processed, then new ones
	 * @param turnTime the clock of the turn, not before any earlier timestamp
	 */
	public void beginTurn(List<HistoryEvent> inputs, Instant turnTime) {
		this.feed.setNewTurn(inputs, turnTime);
		this.record = new TurnRecord();
	}

	/**
	 * Run the function until it ends or its stack is given up.
	 */
	public void execute() {
		try {
			HistoryEvent first = this.feed.begin();
			if (first instanceof ExecutionStarted executionStarted) {
				this.started = executionStarted;
				runFunction();
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

	// A broken class or an exhausted machine is no verdict on the orchestration
	private static boolean cannotRun(Throwable ex) {
		return ex instanceof LinkageError || (ex instanceof VirtualMachineError && !(ex instanceof StackOverflowError));
	}

	private void swallowed(String how) {
		if (this.problem == null && this.completed == null) {
			this.problem = ("The orchestrator '%s' caught the Error with which await() gives up its stack, and %s. "
					+ "Catch Exception, not Throwable or Error, around await().")
				.formatted(this.context.getName(), how);
		}
	}

	private void returned(@Nullable Object output) {
		if (!mayEnd("returned")) {
			return;
		}
		ReplayContext.NewGeneration next = this.context.newGeneration();
		if (next != null && !isTerminated()) {
			this.continuation = new TurnResult.Continuation(next.started(), carryOver(next.preserveEvents()));
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
				this.completed = new ExecutionCompleted(time(), OrchestrationRuntimeStatus.TERMINATED,
						terminated.input(), null);
				return true;
			}
		}
		return false;
	}

	private void failed(Throwable ex) {
		if (mayEnd("threw " + ex)) {
			this.completed = new ExecutionCompleted(time(), OrchestrationRuntimeStatus.FAILED, null,
					FailureDetails.of(ex));
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

	private List<HistoryEvent> carryOver(boolean preserveEvents) {
		List<HistoryEvent> carried = new ArrayList<>();
		if (preserveEvents) {
			carried.addAll(this.events.unconsumed());
		}
		List<HistoryEvent> rest = new ArrayList<>(this.held);
		rest.addAll(this.feed.untaken());
		for (HistoryEvent input : rest) {
			if (!(input instanceof Completion) && (preserveEvents || !(input instanceof EventRaised))) {
				carried.add(input);
			}
		}
		return carried;
	}

	/**
	 * Take what the turn did, once {@link #execute} has returned or the function waits
	 * for the next turn.
	 * @return the result
	 */
	public TurnResult endTurn() {
		if (isReplaying() || (this.problem != null && !this.voided)) {
			String reason = (this.problem != null) ? this.problem : "Its replay did not reach the end of its history";
			return TurnResult.parked(reason, this.suspended);
		}
		return this.record.close(time(), this.completed, this.continuation, this.suspended, this.problem);
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
			HistoryEvent next = nextEvent();
			if (next != null) {
				deliver(next);
			}
			else if (!this.awaiting.awaitNextTurn()) {
				throw unwind();
			}
			else {
				this.feed.enterNewTurn();
			}
		}
	}

	// Refuses everything once the run is void
	void ensureLive() {
		if (this.voided) {
			if (++this.swallowedYields > MAX_SWALLOWED_YIELDS) {
				swallowed("went on");
				this.awaiting.neverUnwinds();
			}
			throw new OrchestratorYield();
		}
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

	private @Nullable HistoryEvent nextEvent() {
		if (!this.suspended && !this.held.isEmpty()) {
			return this.held.poll();
		}
		try {
			return this.feed.next();
		}
		catch (HistoryMismatch ex) {
			mismatch(ex);
			throw unwind();
		}
	}

	private void deliver(HistoryEvent event) {
		if (event instanceof ExecutionTerminated terminated) {
			this.completed = new ExecutionCompleted(time(), OrchestrationRuntimeStatus.TERMINATED, terminated.input(),
					null);
			throw unwind();
		}
		if (event instanceof ExecutionSuspended) {
			this.suspended = true;
		}
		else if (event instanceof ExecutionResumed) {
			this.suspended = false;
		}
		else if (this.suspended) {
			this.held.add(event);
		}
		else if (event instanceof EventRaised raised) {
			this.events.raise(raised);
		}
		else {
			OpenTask open = this.openTasks.remove(event.taskId());
			if (open != null) {
				open.end(event);
			}
		}
	}

	private void mismatch(HistoryMismatch difference) {
		this.problem = ("The orchestrator '%s' of instance '%s' is not deterministic, or its code has changed since the "
				+ "instance started: %s. Deploy code that does what the history says, or keep the old code under its "
				+ "name and give the new code another.")
			.formatted(this.context.getName(), this.identity.instanceId(), difference.getMessage());
	}

	/**
	 * Record an action, or during replay compare it with the recorded one.
	 * @param newAction creates the action with its sequence number
	 * @return the action
	 */
	Action record(IntFunction<Action> newAction) {
		ensureCanSchedule();
		Action action = newAction.apply(this.sequence++);
		if (!isReplaying()) {
			this.record.add(action);
			return action;
		}
		try {
			this.feed.check(action);
			return action;
		}
		catch (HistoryMismatch ex) {
			mismatch(ex);
			throw unwind();
		}
	}

	void open(int taskId, OpenTask task) {
		this.openTasks.put(taskId, task);
	}

	void forget(int taskId) {
		this.openTasks.remove(taskId);
	}

	CompletableTask<Void> createTimer(Instant fireAt) {
		Instant due = Timestamps.ceiling(fireAt);
		int taskId = record((id) -> new TimerCreated(time(), id, due)).taskId();
		CompletableTask<Void> timer = new CompletableTask<>(this, "timer");
		open(taskId, (event) -> timer.complete(null));
		timer.onCancel(() -> {
			forget(taskId);
			if (!isReplaying()) {
				this.record.cancelTimer(taskId);
			}
		});
		return timer;
	}

	void setCustomStatus(@Nullable String status) {
		ensureLive();
		if (!isReplaying()) {
			this.record.setCustomStatus(status);
		}
	}

	ExternalEvents events() {
		return this.events;
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

	/**
	 * A task that waits for its completion event.
	 */
	interface OpenTask {

		void end(HistoryEvent event);

	}

}
