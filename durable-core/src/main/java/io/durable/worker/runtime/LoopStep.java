package io.durable.worker.runtime;

import java.time.Duration;

/**
 * One round of a {@link Loop}. It does not wait by itself.
 */
@FunctionalInterface
public interface LoopStep {

	/**
	 * Do the round.
	 * @return how long to pause before the next round, unless somebody wakes the loop
	 */
	Duration run();

}
