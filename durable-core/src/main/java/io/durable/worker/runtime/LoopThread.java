package io.durable.worker.runtime;

import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

import io.durable.store.TransientStoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A loop on a daemon thread. Nothing that its step throws, nor what the logging of it
 * throws, ends the thread: without it the node would hold its partitions and do nothing.
 */
final class LoopThread implements Loop {

	private static final Logger logger = LoggerFactory.getLogger(LoopThread.class);

	private static final Duration FIRST_PAUSE = Duration.ofMillis(50);

	private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

	private static final long STOP_SECONDS = 5;

	private final String task;

	private final LoopStep step;

	private final WakeUp wakeUp = new WakeUp();

	private final Thread thread;

	private Duration afterFailure = FIRST_PAUSE;

	private volatile boolean stopped;

	LoopThread(ThreadFactory threads, String name, String task, LoopStep step) {
		this.task = task;
		this.step = step;
		this.thread = threads.newThread(this::run);
		this.thread.setName(name);
	}

	@Override
	public void start() {
		this.thread.start();
	}

	private void run() {
		while (!this.stopped) {
			try {
				this.wakeUp.await(round());
			}
			catch (InterruptedException ex) {
				// Only stop interrupts, and the loop sees that
			}
			catch (Throwable ex) {
				// There is not even memory to report what happened: the next round may
				// have it
				Thread.yield();
			}
		}
	}

	private Duration round() {
		try {
			Duration pause = this.step.run();
			this.afterFailure = FIRST_PAUSE;
			return pause;
		}
		catch (TransientStoreException ex) {
			Report.warn(logger, "Cannot {} now, it is tried again: {}", this.task, ex.getMessage());
		}
		catch (Throwable ex) {
			Report.error(logger, "Cannot {} now, it is tried again", this.task, ex);
		}
		Duration pause = this.afterFailure;
		this.afterFailure = (pause.compareTo(LONGEST_PAUSE) < 0) ? pause.multipliedBy(2) : LONGEST_PAUSE;
		return pause;
	}

	@Override
	public void wake() {
		this.wakeUp.wake();
	}

	@Override
	public boolean isStopped() {
		return this.stopped;
	}

	@Override
	public void stop() {
		this.stopped = true;
		this.wakeUp.wake();
		if (this.thread.getState() == Thread.State.NEW || this.thread == Thread.currentThread()) {
			return;
		}
		try {
			this.thread.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
			this.thread.interrupt();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
