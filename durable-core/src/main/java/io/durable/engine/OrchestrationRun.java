package io.durable.engine;

import java.time.Instant;
import java.util.List;
import java.util.function.Function;

import io.durable.api.FailureDetails;
import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.api.TaskOrchestration;
import io.durable.engine.feed.EventFeed;
import io.durable.engine.feed.HistoryMismatch;
import io.durable.engine.identity.OrchestrationIdentity;
import io.durable.function.OrchestratorScope;
import io.durable.history.HistoryEvent;
import io.durable.history.HistoryEvent.ExecutionCompleted;
import io.durable.history.HistoryEvent.ExecutionTerminated;
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

	private final TaskOrchestration code;

	private final EngineSettings settings;

	private final Function<Boolean, LiveRun> newRun;

	private LiveRun live;

	private RunOutcome outcome;

	// Of the turn that has begun
	private List<HistoryEvent> inputs = List.of();

	private Instant turnTime = Instant.EPOCH;

	private boolean ended;

	public OrchestrationRun(OrchestrationIdentity identity, TaskOrchestration code, EngineSettings settings,
			Awaiting awaiting, List<HistoryEvent> past) {
		this.code = code;
		this.settings = settings;
		this.newRun = (blockingCallbacks) -> new LiveRun(identity, settings, awaiting, past, blockingCallbacks);
		this.live = this.newRun.apply(false);
		this.outcome = this.live.outcome();
	}

	/**
	 * Name the input of the next new turn.
	 * @param inputs events that were taken in before but not processed, then new ones
	 * @param turnTime the clock of the turn, not before any earlier timestamp
	 */
	public void beginTurn(List<HistoryEvent> inputs, Instant turnTime) {
		this.inputs = inputs;
		this.turnTime = turnTime;
		this.live.feed().setNewTurn(inputs, turnTime);
		this.live.log().beginTurn();
	}

	/**
	 * Run the function until it ends or its stack is given up. Throws nothing: whatever
	 * happens is part of the result.
	 */
	public void execute() {
		try {
			executeOnce();
			if (this.outcome.isMismatched() && this.live.callbacks().anyHasWaited()) {
				executeAsBefore();
			}
		}
		finally {
			this.ended = true;
		}
	}

	// Callbacks that await did not let the orchestrator go on once, and a history tells
	// only by what it says which way it was. This one does not fit, so try the other
	private void executeAsBefore() {
		LiveRun first = this.live;
		this.live = this.newRun.apply(true);
		this.outcome = this.live.outcome();
		beginTurn(this.inputs, this.turnTime);
		executeOnce();
		EventFeed feed = this.live.feed();
		if (feed.isReplaying() && feed.turnStart() <= first.feed().turnStart()) {
			this.live = first;
			this.outcome = first.outcome();
		}
	}

	private void executeOnce() {
		try {
			OrchestratorScope scope = this.live.begin();
			if (scope != null) {
				scope.run(this::runFunction);
			}
			else {
				this.outcome.problem("Its history does not begin with ExecutionStarted");
			}
		}
		catch (Throwable ex) {
			this.outcome.couldNotRun(ex);
		}
	}

	private void runFunction() {
		try {
			this.live.awaitPermission();
			Object output = this.code.run(this.live.context());
			if (this.live.stack().isVoided()) {
				this.live.stack().swallowed("returned");
			}
			else {
				returned(output);
			}
		}
		catch (OrchestratorYield ex) {
			if (!this.live.stack().isVoided()) {
				this.outcome.problem("It threw a yield of another run");
			}
		}
		catch (Throwable ex) {
			threw(ex);
		}
	}

	private void threw(Throwable ex) {
		if (!this.live.stack().isVoided() && RunOutcome.cannotRun(ex)) {
			this.outcome.couldNotRun(ex);
			return;
		}
		FailureDetails failure = this.settings.describe(ex);
		// Looked at afterwards: what an exception says of itself is code of its own
		if (this.live.stack().isVoided()) {
			this.live.stack().swallowed("threw " + failure);
		}
		else if (mayEnd("threw " + failure)) {
			this.outcome.completed(new ExecutionCompleted(this.live.time(), OrchestrationRuntimeStatus.FAILED, null,
					failure, this.live.causes().of(ex, this.live.time())));
		}
	}

	private void returned(@Nullable Object output) {
		if (!mayEnd("returned")) {
			return;
		}
		ReplayContext.NewGeneration next = this.live.context().newGeneration();
		if (next != null && !isTerminated()) {
			this.outcome.continued(new TurnResult.Continuation(next.started(),
					this.live.pumpOfEvents().carryOver(next.preserveEvents())));
		}
		else if (!this.outcome.isCompleted()) {
			String result = this.live.context().explicitOutput(output);
			this.outcome.completed(
					new ExecutionCompleted(this.live.time(), OrchestrationRuntimeStatus.COMPLETED, result, null));
		}
	}

	// A generation that never waits takes no event in: it would go on for ever
	private boolean isTerminated() {
		for (HistoryEvent input : this.live.feed().rest()) {
			if (input instanceof ExecutionTerminated terminated) {
				this.live.terminated(terminated);
				return true;
			}
		}
		return false;
	}

	private boolean mayEnd(String how) {
		try {
			this.live.feed().checkEnd(how);
			return true;
		}
		catch (HistoryMismatch ex) {
			this.live.mismatch(ex);
			return false;
		}
	}

	/**
	 * Take what the turn did, once {@link #execute} has returned or the function waits
	 * for the next turn.
	 * @return the result
	 */
	public TurnResult endTurn() {
		this.inputs = List.of();
		return this.outcome.close(this.live.log().record(), this.live.pumpOfEvents(), this.live.feed(),
				this.live.stack().isVoided(), this.settings.failOnNonDeterminism());
	}

	/**
	 * Return how far history and code agree, after {@link #execute} without a new turn.
	 * @return the number of events of the turns that are as recorded, or -1 if the code
	 * cannot be run
	 */
	int agreedEvents() {
		return this.outcome.agrees() ? this.live.feed().turnStart() : -1;
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
		return this.outcome.problem();
	}

	Notifications notifications() {
		return this.live.notifications();
	}

}
