package io.durable.engine;

/**
 * What happens when an orchestrator awaits a task and there are no more events: the two
 * ways to await.
 */
@FunctionalInterface
public interface Awaiting {

	/**
	 * Called on the orchestrator's thread.
	 * @return {@code true} if a new turn has begun on the run meanwhile, {@code false} to
	 * unwind
	 */
	boolean awaitNextTurn();

	/**
	 * Called on the orchestrator's thread, when its code goes on for ever although its
	 * stack is given up. It may never return.
	 */
	default void neverUnwinds() {
	}

}
