package io.durable.concurrency;

import java.time.Duration;
import java.util.concurrent.Callable;

/**
 * Waits in virtual time, which costs nothing while all other threads wait too.
 */
final class Waiting {

	private static final Duration LONG = Duration.ofSeconds(60);

	private static final long STEP_MILLIS = 50;

	private Waiting() {
	}

	static void until(String what, Callable<Boolean> condition) throws Exception {
		long end = System.nanoTime() + LONG.toNanos();
		while (!condition.call()) {
			if (System.nanoTime() > end) {
				throw new AssertionError("It does not come to pass that " + what);
			}
			Thread.sleep(STEP_MILLIS);
		}
	}

}
