package io.durable.worker;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Counts what is under way, so that a stop can wait for it. Thread-safe.
 */
final class PendingWork {

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition none = this.lock.newCondition();

	private int count;

	void begin() {
		this.lock.lock();
		try {
			this.count++;
		}
		finally {
			this.lock.unlock();
		}
	}

	void end() {
		this.lock.lock();
		try {
			if (--this.count == 0) {
				this.none.signalAll();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Wait until nothing is under way.
	 * @param timeout how long to wait at most
	 * @return {@code false} if the time is up
	 */
	boolean awaitNone(Duration timeout) {
		long left = timeout.toNanos();
		this.lock.lock();
		try {
			while (this.count > 0 && left > 0) {
				left = this.none.awaitNanos(left);
			}
			return this.count == 0;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
		finally {
			this.lock.unlock();
		}
	}

}
