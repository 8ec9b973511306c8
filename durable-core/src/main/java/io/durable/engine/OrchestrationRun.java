package io.durable.engine;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
import io.durable.history.HistoryEvent.OrchestratorCompleted;
import io.durable.history.HistoryEvent.OrchestratorStarted;
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

	private final OrchestrationIdentity identity;

	private final TaskOrchestration code;

	private final EngineSettings settings;

	private final Awaiting awaiting;

	private final HistoryCursor history;

	private final ReplayContext context;

	private final Map<Integer, OpenTask> openTasks = new HashMap<>();

	private final ExternalEvents events = new ExternalEvents();

	// What arrived while the instance was suspended
	private final Deque<HistoryEvent> held = new ArrayDeque<>();

	private Deque<HistoryEvent> newInputs = new ArrayDeque<>();

	private Instant newTurnTime = Instant.EPOCH;

	private Instant time = Instant.EPOCH;

	private int sequence;

	// Set here and in enterNewTurn only: the code runs again what is committed already
	private boolean replaying;

	private boolean suspended;

	// Once the stack is being given up nothing that the function does counts
	private boolean voided;

	private boolean ended;

	private @Nullable ExecutionStarted started;

	private @Nullable String problem;

	private List<Action> actions = new ArrayList<>();

	private Set<Integer> cancelledTimers = new LinkedHashSet<>();

	private TurnResult.@Nullable CustomStatus customStatus;

	private @Nullable ExecutionCompleted completed;

	private TurnResult.@Nullable Continuation continuation;

	public OrchestrationRun(OrchestrationIdentity identity, TaskOrchestration code, EngineSettings settings,
			Awaiting awaiting, List<HistoryEvent> past) {
		this.identity = identity;
		this.code = code;
		this.settings = settings;
		this.awaiting = awaiting;
		this.history = new HistoryCursor(past);
		this.context = new ReplayContext(this, identity, settings);
	}

	/**
	 * Name the input of the next new turn.
	 * @param inputs events that were taken in before but not processed, then new ones
	 * @param turnTime the clock of the turn, not before any earlier timestamp
	 */
	public void beginTurn(List<HistoryEvent> inputs, Instant turnTime) {
		this.newInputs = new ArrayDeque<>(inputs);
		this.newTurnTime = turnTime.truncatedTo(ChronoUnit.MILLIS);
		this.actions = new ArrayList<>();
		this.cancelledTimers = new LinkedHashSet<>();
		this.customStatus = null;
	}

	/**
	 * Run the function until it ends or its stack is given up.
	 */
	public void execute() {
		this.replaying = this.history.nextTurn();
		this.time = this.replaying ? this.history.time() : this.newTurnTime;
		HistoryEvent first = this.replaying ? this.history.nextInput() : this.newInputs.poll();
		if (!(first instanceof ExecutionStarted executionStarted)) {
			this.problem = "Its history does not begin with ExecutionStarted but with " + first;
			this.ended = true;
			return;
		}
		this.started = executionStarted;
		this.context.begin(executionStarted);
		runFunction();
		this.ended = true;
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
			else if (ex instanceof LinkageError
					|| ex instanceof VirtualMachineError && !(ex instanceof StackOverflowError)) {
				this.problem = "It could not be run: " + ex;
			}
			else {
				failed(ex);
			}
		}
	}

	private void swallowed(String how) {
		if (this.problem == null && this.completed == null) {
			this.problem = ("The orchestrator '%s' caught the Error with which await() gives up its stack, and %s. "
					+ "Catch Exception, not Throwable or Error, around await().")
				.formatted(this.context.getName(), how);
		}
	}

	private void returned(@Nullable Object output) {
		if (endsTooEarly("returned")) {
			return;
		}
		ReplayContext.NewGeneration next = this.context.newGeneration();
		if (next != null) {
			this.continuation = new TurnResult.Continuation(next.started(), carryOver(next.preserveEvents()));
			return;
		}
		try {
			String result = this.context.explicitOutput(output);
			this.completed = new ExecutionCompleted(this.time, OrchestrationRuntimeStatus.COMPLETED, result, null);
		}
		catch (RuntimeException ex) {
			failed(ex);
		}
	}

	private void failed(Throwable ex) {
		if (endsTooEarly("threw " + ex)) {
			return;
		}
		this.completed = new ExecutionCompleted(this.time, OrchestrationRuntimeStatus.FAILED, null,
				FailureDetails.of(ex));
	}

	private boolean endsTooEarly(String how) {
		if (this.replaying) {
			String missing = this.history.missing();
			mismatch((missing != null) ? missing + ": it " + how
					: "its history says that it waited here, but the code " + how);
		}
		return this.replaying;
	}

	private List<HistoryEvent> carryOver(boolean preserveEvents) {
		List<HistoryEvent> carried = new ArrayList<>();
		if (preserveEvents) {
			carried.addAll(this.events.unconsumed());
		}
		for (HistoryEvent input : this.newInputs) {
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
		if (this.replaying || (this.problem != null && !this.voided)) {
			String reason = (this.problem != null) ? this.problem : "Its replay did not reach the end of its history";
			return TurnResult.parked(reason, this.suspended);
		}
		List<HistoryEvent> closing = new ArrayList<>(this.actions.size() + 3);
		closing.add(new OrchestratorStarted(this.time));
		closing.addAll(this.actions);
		closing.add(new OrchestratorCompleted(this.time));
		if (this.completed != null) {
			closing.add(this.completed);
		}
		return new TurnResult(closing, List.copyOf(this.actions), this.cancelledTimers, this.customStatus,
				this.completed, this.continuation, this.suspended, this.problem);
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
				this.time = this.newTurnTime;
			}
		}
	}

	/**
	 * Refuse everything once the run is void.
	 */
	void ensureLive() {
		if (this.voided) {
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
		while (this.replaying) {
			HistoryEvent input = this.history.nextInput();
			if (input != null) {
				return input;
			}
			enterNextTurn();
		}
		return this.newInputs.poll();
	}

	private void enterNextTurn() {
		String missing = this.history.missing();
		if (missing != null) {
			mismatch(missing);
			throw unwind();
		}
		if (this.history.nextTurn()) {
			this.time = this.history.time();
		}
		else {
			this.replaying = false;
			this.time = this.newTurnTime;
		}
	}

	private void deliver(HistoryEvent event) {
		if (event instanceof ExecutionTerminated terminated) {
			this.completed = new ExecutionCompleted(this.time, OrchestrationRuntimeStatus.TERMINATED,
					terminated.input(), null);
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

	private void mismatch(String difference) {
		this.problem = ("The orchestrator '%s' of instance '%s' is not deterministic, or its code has changed since the "
				+ "instance started: %s. Deploy code that does what the history says, or keep the old code under its "
				+ "name and give the new code another.")
			.formatted(this.context.getName(), this.identity.instanceId(), difference);
	}

	/**
	 * Record an action, or during replay compare it with the recorded one.
	 * @param newAction creates the action with its sequence number
	 * @return the action
	 */
	Action record(IntFunction<Action> newAction) {
		ensureLive();
		if (this.context.newGeneration() != null) {
			throw new IllegalStateException(
					"The orchestrator '%s' schedules something after continueAsNew: return first"
						.formatted(this.context.getName()));
		}
		Action action = newAction.apply(this.sequence++);
		if (!this.replaying) {
			this.actions.add(action);
			return action;
		}
		String difference = this.history.compare(action);
		if (difference != null) {
			mismatch(difference);
			throw unwind();
		}
		return action;
	}

	void open(int taskId, OpenTask task) {
		this.openTasks.put(taskId, task);
	}

	void forget(int taskId) {
		this.openTasks.remove(taskId);
	}

	CompletableTask<Void> createTimer(Instant fireAt) {
		Instant due = Timestamps.ceiling(fireAt);
		int taskId = record((id) -> new TimerCreated(this.time, id, due)).taskId();
		CompletableTask<Void> timer = new CompletableTask<>(this, "timer");
		open(taskId, (event) -> timer.complete(null));
		timer.onCancel(() -> {
			forget(taskId);
			if (!this.replaying) {
				this.cancelledTimers.add(taskId);
			}
		});
		return timer;
	}

	void setCustomStatus(@Nullable String status) {
		ensureLive();
		if (!this.replaying) {
			this.customStatus = new TurnResult.CustomStatus(status);
		}
	}

	ExternalEvents events() {
		return this.events;
	}

	Instant time() {
		return this.time;
	}

	boolean isReplaying() {
		return this.replaying;
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
