package io.durable.worker.runtime;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Lets a thread wait for a time, or until somebody wakes it. Thread-safe.
 */
final class WakeUp {

	private final Semaphore signal = new Semaphore(0);

	void wake() {
		if (this.signal.availablePermits() == 0) {
			this.signal.release();
		}
	}

	/**
	 * Wait.
	 * @param duration how long at most
	 * @return whether it was woken
	 * @throws InterruptedException if interrupted
	 */
	boolean await(Duration duration) throws InterruptedException {
		boolean woken = this.signal.tryAcquire(Math.max(duration.toNanos(), 0), TimeUnit.NANOSECONDS);
		this.signal.drainPermits();
		return woken;
	}

}
