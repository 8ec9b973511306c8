package io.durable.worker;

import java.util.concurrent.TimeUnit;

import io.durable.store.TransientStoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A daemon thread that repeats a step, which does its own waiting, until it is stopped. A
 * step that fails is repeated: nothing that the store does ends the thread.
 */
final class RepeatingThread {

	private static final Logger logger = LoggerFactory.getLogger(RepeatingThread.class);

	private static final long STOP_SECONDS = 5;

	private final String task;

	private final WakeUp wakeUp;

	private final Step step;

	private final Thread thread;

	private volatile boolean stopped;

	/**
	 * Create a thread.
	 * @param name the name of the thread
	 * @param task what it is there for, to be read after "Cannot"
	 * @param wakeUp what the step waits on
	 * @param step what it repeats
	 */
	RepeatingThread(String name, String task, WakeUp wakeUp, Step step) {
		this.task = task;
		this.wakeUp = wakeUp;
		this.step = step;
		this.thread = new Thread(this::run, name);
		this.thread.setDaemon(true);
	}

	void start() {
		this.thread.start();
	}

	private void run() {
		while (!this.stopped) {
			try {
				this.step.run();
			}
			catch (InterruptedException ex) {
				// Only stop interrupts, and the loop sees that
			}
			catch (TransientStoreException ex) {
				logger.warn("Cannot {} now, it is tried again: {}", this.task, ex.getMessage());
			}
			catch (Throwable ex) {
				// Without this thread the node would hold its partitions and do nothing
				logger.error("Cannot {} now, it is tried again", this.task, ex);
			}
		}
	}

	boolean isStopped() {
		return this.stopped;
	}

	/**
	 * Wake the step up and wait for its end. It is interrupted only if it does not end:
	 * an interrupt in the middle of a write makes an embedded H2 close the database.
	 */
	void stop() {
		this.stopped = true;
		this.wakeUp.wake();
		try {
			this.thread.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
			this.thread.interrupt();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * One round.
	 */
	@FunctionalInterface
	interface Step {

		void run() throws InterruptedException;

	}

}
