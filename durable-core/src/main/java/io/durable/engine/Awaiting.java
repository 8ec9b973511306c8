package io.durable.engine;

/**
 * What happens when an orchestrator awaits a task and there are no more events: the two
 * ways to await.
 */
@FunctionalInterface
public interface Awaiting {

	/**
	 * Unwind: the orchestrator's stack is given up, the next turn replays.
	 */
	Awaiting UNWIND = () -> false;

	/**
	 * Called on the orchestrator's thread.
	 * @return {@code true} if a new turn has begun on the run meanwhile, {@code false} to
	 * unwind
	 */
	boolean awaitNextTurn();

}
