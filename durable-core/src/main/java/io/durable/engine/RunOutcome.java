package io.durable.engine;

import java.time.Instant;

import io.durable.api.FailureDetails;
import io.durable.api.NonDeterministicOrchestratorException;
import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.engine.TurnResult.Continuation;
import io.durable.engine.feed.EventFeed;
import io.durable.history.HistoryEvent.ExecutionCompleted;
import org.jspecify.annotations.Nullable;

/**
 * How a run has come out so far: what its function was found to do wrong, and how it has
 * ended. Says which of several counts.
 */
final class RunOutcome {

	private @Nullable String problem;

	// Nothing that the turn did may be committed
	private boolean turnRefused;

	private boolean mismatched;

	// Set by a thread that has no business with the run
	private volatile @Nullable String foreignUse;

	private @Nullable Throwable exhausted;

	private @Nullable ExecutionCompleted completed;

	private @Nullable Continuation continuation;

	/**
	 * Return whether an exception is no verdict on the orchestration: a broken class, or
	 * an exhausted machine.
	 * @param ex the exception
	 * @return {@code true} if the function could not be run
	 */
	static boolean cannotRun(Throwable ex) {
		return ex instanceof LinkageError || isExhausted(ex);
	}

	// One that recurses for ever is no fault of the machine
	private static boolean isExhausted(Throwable ex) {
		return ex instanceof VirtualMachineError && !(ex instanceof StackOverflowError);
	}

	void couldNotRun(Throwable ex) {
		this.exhausted = isExhausted(ex) ? ex : this.exhausted;
		refused("It could not be run: " + FailureDetails.of(ex));
	}

	void problem(String reason) {
		this.problem = reason;
	}

	void swallowed(String orchestrator, String how) {
		if (this.problem == null && this.completed == null) {
			this.problem = Problems.swallowedYield(orchestrator, how);
		}
	}

	void refused(@Nullable String reason) {
		this.problem = reason;
		this.turnRefused = true;
	}

	void usedElsewhere(String use) {
		this.foreignUse = use;
	}

	void mismatch(String difference) {
		this.mismatched = true;
		this.problem = difference;
	}

	void completed(ExecutionCompleted end) {
		this.completed = end;
	}

	boolean isCompleted() {
		return this.completed != null;
	}

	void continued(Continuation next) {
		this.continuation = next;
	}

	@Nullable String problem() {
		return this.problem;
	}

	boolean isMismatched() {
		return this.mismatched;
	}

	boolean agrees() {
		return this.problem == null || this.mismatched;
	}

	/**
	 * Close a turn.
	 * @param record what the function did in it
	 * @param pump what it has taken in
	 * @param feed knows the time, and whether the turn was reached
	 * @param voided whether the function's stack was given up, so that what it did until
	 * then counts
	 * @param failOnMismatch whether the function fails if it does not agree with its
	 * history
	 * @return the result
	 */
	TurnResult close(TurnRecord record, EventPump pump, EventFeed feed, boolean voided, boolean failOnMismatch) {
		if (this.exhausted != null) {
			return TurnResult.exhausted(this.exhausted, String.valueOf(this.problem), pump.isSuspended());
		}
		if (this.problem == null && this.foreignUse != null) {
			refused(this.foreignUse);
		}
		if (this.mismatched && failOnMismatch) {
			return failedByMismatch(feed.newTurnTime());
		}
		if (feed.isReplaying() || this.turnRefused || (this.problem != null && !voided)) {
			String reason = (this.problem != null) ? this.problem : "Its replay did not reach the end of its history";
			return TurnResult.parked(reason, pump.isSuspended());
		}
		return record.close(feed.time(), this.completed, this.continuation, pump.isSuspended(), this.problem,
				pump.unread());
	}

	private TurnResult failedByMismatch(Instant now) {
		FailureDetails failure = new FailureDetails(NonDeterministicOrchestratorException.class.getName(), this.problem,
				null, true, null, null);
		ExecutionCompleted failed = new ExecutionCompleted(now, OrchestrationRuntimeStatus.FAILED, null, failure);
		return new TurnRecord().close(now, failed, null, false, null, 0);
	}

}
