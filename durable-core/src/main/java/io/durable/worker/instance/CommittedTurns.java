package io.durable.worker.instance;

import io.durable.worker.turn.InstanceState;
import io.durable.worker.turn.Turn;
import org.jspecify.annotations.Nullable;

/**
 * What follows from a committed turn, never before: activities start, timers are armed,
 * waiting clients are answered.
 */
@FunctionalInterface
public interface CommittedTurns {

	/**
	 * Do it.
	 * @param home where the instance lives
	 * @param turn the turn
	 * @param state the instance after the turn, also if it has ended with it, or
	 * {@code null} if there is none or it had ended before
	 */
	void follow(InstanceHome home, Turn turn, @Nullable InstanceState state);

}
