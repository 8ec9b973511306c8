package io.durable.engine;

import java.time.Instant;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Supplier;

import io.durable.api.FailureDetails;
import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.api.TaskFailedException;
import io.durable.api.Times;
import io.durable.engine.ActionLog.TurnRefusedException;
import io.durable.engine.feed.EventFeed;
import io.durable.engine.feed.HistoryMismatch;
import io.durable.engine.identity.OrchestrationIdentity;
import io.durable.function.OrchestratorScope;
import io.durable.history.HistoryEvent;
import io.durable.history.HistoryEvent.Action;
import io.durable.history.HistoryEvent.EventRaised;
import io.durable.history.HistoryEvent.ExecutionCompleted;
import io.durable.history.HistoryEvent.ExecutionStarted;
import io.durable.history.HistoryEvent.ExecutionTerminated;
import io.durable.history.HistoryEvent.TimerCreated;
import org.jspecify.annotations.Nullable;

/**
 * What the function's context and its tasks see of a run: it lets the function wait,
 * records what it does, and refuses everything once its stack is being given up.
 */
final class LiveRun {

	private final OrchestrationIdentity identity;

	private final EngineSettings settings;

	private final EventFeed feed;

	private final EventPump pump;

	private final ActionLog log;

	private final ReplayContext context;

	private final FailureCauses causes = new FailureCauses();

	private final Notifications notifications = new Notifications();

	private final RunOutcome outcome = new RunOutcome();

	private final FunctionStack stack;

	private final Callbacks callbacks;

	private @Nullable ExecutionStarted started;

	LiveRun(OrchestrationIdentity identity, EngineSettings settings, Awaiting awaiting, List<HistoryEvent> past,
			boolean blockingCallbacks) {
		this.identity = identity;
		this.settings = settings;
		this.feed = new EventFeed(past);
		this.pump = new EventPump(this.feed, awaiting, this.notifications);
		this.log = new ActionLog(this.feed, settings.limits());
		this.stack = new FunctionStack(this.outcome, awaiting);
		this.callbacks = new Callbacks(this.stack, blockingCallbacks);
		this.context = new ReplayContext(this, identity, settings);
	}

	/**
	 * Begin the first turn.
	 * @return the scope in which the function runs, or {@code null} if there is no start
	 */
	@Nullable OrchestratorScope begin() {
		this.started = this.feed.begin();
		return (this.started != null) ? this.stack.begin(this.started.name()) : null;
	}

	/**
	 * Wait until the function may begin: one that is suspended or terminated before its
	 * first turn does not.
	 */
	void awaitPermission() {
		for (int events = this.pump.holdUp(); events > 0; events = this.pump.holdUp()) {
			for (int i = 0; i < events; i++) {
				pump();
			}
		}
	}

	void terminated(ExecutionTerminated request) {
		this.outcome
			.completed(new ExecutionCompleted(time(), OrchestrationRuntimeStatus.TERMINATED, request.input(), null));
	}

	FunctionStack stack() {
		return this.stack;
	}

	RunOutcome outcome() {
		return this.outcome;
	}

	EventFeed feed() {
		return this.feed;
	}

	EventPump pumpOfEvents() {
		return this.pump;
	}

	ActionLog log() {
		return this.log;
	}

	Callbacks callbacks() {
		return this.callbacks;
	}

	FailureCauses causes() {
		return this.causes;
	}

	void await(CompletableTask<?> task) {
		ensureLive();
		if (!task.hasEnded()) {
			this.stack.guarded(() -> {
				this.settings.awaitGuard().run();
				return "";
			});
		}
		this.callbacks.await(task);
		while (!task.hasEnded()) {
			pump();
		}
	}

	private void pump() {
		this.stack.ensureWanted();
		try {
			if (this.stack.guarded(this.pump::next)) {
				return;
			}
		}
		catch (HistoryMismatch ex) {
			mismatch(ex);
		}
		if (this.pump.terminated() != null) {
			terminated(this.pump.terminated());
		}
		throw this.stack.unwind();
	}

	/**
	 * Deliver what has arrived already, until a task has ended: so that the function sees
	 * it although it does not wait. These are the events that the turn has recorded as
	 * its input, so a replay looks at the same ones.
	 * @param task the task
	 */
	void lookAhead(CompletableTask<?> task) {
		while (!task.hasEnded() && mayLookAhead()) {
			pump();
		}
	}

	/**
	 * Take the oldest event of a name that nobody has consumed.
	 * @param name the name
	 * @param atOnce whether to look among those too that were not delivered
	 * @return the event, or {@code null} if there is none
	 */
	@Nullable EventRaised takeEvent(String name, boolean atOnce) {
		while (atOnce && !events().has(name) && mayLookAhead()) {
			pump();
		}
		return events().take(name);
	}

	// Not while an event is being delivered: what it ends is told to the end first
	private boolean mayLookAhead() {
		return this.stack.isWanted() && !this.callbacks.isGivenUp() && !this.notifications.isRunning()
				&& this.pump.hasNext();
	}

	private OrchestratorYield refuse(TurnRefusedException refusal) {
		this.outcome.refused(refusal.getMessage());
		return this.stack.unwind();
	}

	void ensureLive() {
		this.stack.ensureLive();
		this.callbacks.ensureWanted();
	}

	/**
	 * Say how a task fails whose code has thrown something.
	 * @param task the name of the task
	 * @param ex what its code has thrown
	 * @return throws the failure
	 */
	Supplier<RuntimeException> failureOf(String task, Throwable ex) {
		this.stack.ensureCouldRun(ex);
		if (ex instanceof RuntimeException failure) {
			return () -> failure;
		}
		FailureDetails details = this.settings.describe(ex);
		return () -> new TaskFailedException(task, -1, details);
	}

	void ensureCanSchedule() {
		ensureLive();
		if (this.context.newGeneration() != null) {
			throw new IllegalStateException(
					"The orchestrator '%s' schedules something after continueAsNew: return first"
						.formatted(this.context.getName()));
		}
	}

	void mismatch(HistoryMismatch difference) {
		this.outcome.mismatch(Problems.mismatch(this.context.getName(), this.identity.instanceId(), difference));
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
			throw this.stack.unwind();
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

	/**
	 * Create a timer that is due some time from now on: where the clock of the turn is
	 * ahead of the store's, since that was set back, it is due earlier than it seems.
	 * @param until when it is due by the clock of the turn
	 * @return the timer
	 */
	CompletableTask<Void> createDelay(Instant until) {
		if (!isReplaying()) {
			this.log.record().addDelay(this.log.nextSequence());
		}
		return createTimer(until);
	}

	CompletableTask<Void> createTimer(Instant fireAt) {
		Instant due = Times.ceiling(fireAt);
		int taskId = record((id) -> new TimerCreated(time(), id, due)).taskId();
		CompletableTask<Void> timer = new CompletableTask<>(this, "timer", taskId);
		this.causes.timerCreated(taskId);
		open(taskId, (event) -> timer.complete(null));
		timer.onCancel(() -> {
			forget(taskId);
			if (!isReplaying()) {
				this.log.record().cancelTimer(taskId);
			}
		});
		return timer;
	}

	/**
	 * Set the custom status, also during replay: history does not hold it, and after a
	 * rewind the code may go on further in its last replayed turn than it had come
	 * before.
	 * @param status the status, or {@code null} for none
	 */
	void setCustomStatus(@Nullable String status) {
		ensureLive();
		this.log.record().setCustomStatus(status);
	}

	Notifications notifications() {
		return this.notifications;
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
