package io.durable.worker.checkpoint;

import io.durable.store.TurnOutcome;
import io.durable.worker.turn.Turn;

/**
 * A turn that waits for its commit. One of the methods that end it is called, on the
 * thread that commits: they do nothing but the engine's own bookkeeping and throw
 * nothing. A second end has no effect.
 */
public interface PendingTurn {

	Turn turn();

	/**
	 * Return whether it must not be committed together with others, since that has
	 * failed.
	 * @return {@code true} if it goes alone
	 */
	boolean isAlone();

	/**
	 * The store has decided.
	 * @param outcome what became of the turn
	 */
	void ended(TurnOutcome outcome);

	/**
	 * It is not known whether the turn is committed, or it is not: what is stored counts.
	 * @param failure what the store threw
	 */
	void dropped(Throwable failure);

}
