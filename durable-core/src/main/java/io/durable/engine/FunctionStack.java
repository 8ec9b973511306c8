package io.durable.engine;

import io.durable.function.OrchestratorScope;
import org.jspecify.annotations.Nullable;

/**
 * The stack of the function: whether it is still wanted. Once it is being given up,
 * nothing that the function does counts, and whatever it asks for throws a fresh yield.
 */
final class FunctionStack {

	private static final int MAX_SWALLOWED_YIELDS = 1000;

	private final RunOutcome outcome;

	private final Awaiting awaiting;

	private String orchestrator = "";

	private @Nullable OrchestratorScope scope;

	private boolean voided;

	private int swallowedYields;

	FunctionStack(RunOutcome outcome, Awaiting awaiting) {
		this.outcome = outcome;
		this.awaiting = awaiting;
	}

	OrchestratorScope begin(String name) {
		this.orchestrator = name;
		this.scope = new OrchestratorScope(name);
		return this.scope;
	}

	boolean isVoided() {
		return this.voided;
	}

	/**
	 * Return whether the calling thread runs the function, and its stack is wanted.
	 * @return {@code false} if it is being given up, or on another thread
	 */
	boolean isWanted() {
		return !this.voided && this.scope != null && this.scope.isCurrent();
	}

	OrchestratorYield unwind() {
		this.voided = true;
		return new OrchestratorYield();
	}

	void swallowed(String how) {
		this.outcome.swallowed(this.orchestrator, how);
	}

	/**
	 * Give the function up, since code of it that runs again does something else.
	 * @param before what it did
	 * @param now what it does
	 * @return what to throw
	 */
	OrchestratorYield unsteady(String before, String now) {
		this.outcome.refused(Problems.unsteadyCallback(this.orchestrator, before, now));
		return unwind();
	}

	void ensureWanted() {
		if (this.voided) {
			throw new OrchestratorYield();
		}
	}

	/**
	 * Refuse everything to another thread, and to a function that has caught the yield.
	 */
	void ensureLive() {
		if (this.scope == null || !this.scope.isCurrent()) {
			String use = Problems.usedElsewhere(this.orchestrator);
			this.outcome.usedElsewhere(use);
			throw new IllegalStateException(use);
		}
		if (this.voided) {
			if (++this.swallowedYields > MAX_SWALLOWED_YIELDS) {
				swallowed("went on");
				this.awaiting.neverUnwinds();
			}
			throw new OrchestratorYield();
		}
	}

	/**
	 * Call foreign code for the function. Where that cannot run the function is given up,
	 * before it takes this for a failure that it may catch.
	 * @param <T> the type of the result
	 * @param <E> the type of what the code throws
	 * @param code the code
	 * @return what the code returns
	 * @throws E what the code throws
	 */
	<T, E extends Exception> T guarded(ForeignCode<T, E> code) throws E {
		try {
			return code.call();
		}
		catch (VirtualMachineError | LinkageError ex) {
			ensureCouldRun(ex);
			throw ex;
		}
	}

	/**
	 * Give the function up if what has been thrown is no verdict on it.
	 * @param ex what has been thrown
	 */
	void ensureCouldRun(Throwable ex) {
		if (ex instanceof OrchestratorYield yield) {
			throw yield;
		}
		if (RunOutcome.cannotRun(ex)) {
			this.outcome.couldNotRun(ex);
			throw unwind();
		}
	}

	/**
	 * Code that is not ours.
	 *
	 * @param <T> the type of the result
	 * @param <E> the type of what it throws
	 */
	@FunctionalInterface
	interface ForeignCode<T, E extends Exception> {

		T call() throws E;

	}

}
