package io.durable.worker.turn;

/**
 * Computes turns: takes deliveries in, runs the code that an instance is made of and says
 * what is to be committed. Writes nothing itself.
 */
@FunctionalInterface
public interface TurnComputer {

	/**
	 * Compute a turn.
	 * @param input what it is computed from, of which nothing is changed
	 * @return the turn
	 * @throws ExhaustedException if there was not enough memory to run the code: the turn
	 * can be computed again
	 */
	Turn compute(TurnInput input);

}
