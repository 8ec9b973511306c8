package io.durable.worker.runtime;

import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * Threads that run tasks. Thread-safe.
 */
public interface TaskThreads extends Executor {

	/**
	 * Run a task on a thread of its own.
	 * @param task the task
	 * @throws java.util.concurrent.RejectedExecutionException if the threads have stopped
	 */
	@Override
	void execute(Runnable task);

	/**
	 * Return whether a task may go on to the next piece of work on its thread.
	 * @return {@code false} if it should ask for a thread again, so that a simulation can
	 * choose what comes next
	 */
	default boolean stays() {
		return true;
	}

	/**
	 * Take no more tasks.
	 */
	void shutdown();

	/**
	 * Wait for the tasks that run.
	 * @param timeout how long to wait at most
	 * @return {@code false} if the time is up
	 */
	boolean awaitEnd(Duration timeout);

}
