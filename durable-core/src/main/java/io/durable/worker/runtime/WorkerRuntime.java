package io.durable.worker.runtime;

import java.time.Duration;

/**
 * Everything that the worker does in time: threads, delays, the monotonic clock and
 * chance. The product runs on real threads ({@link ThreadRuntime}); a test can put a
 * scheduler of its own in their place, which picks the next step from a seed.
 */
public interface WorkerRuntime {

	/**
	 * Return the monotonic clock.
	 * @return nanoseconds, only good for differences
	 */
	long nanoTime();

	/**
	 * Return a random number.
	 * @return any value
	 */
	long randomLong();

	/**
	 * Create threads for tasks: as many as there are tasks at the same time. Whoever uses
	 * them bounds that.
	 * @param name the beginning of the thread names
	 * @param virtual whether virtual threads are asked for, where the Java version has
	 * them
	 * @return the threads
	 */
	TaskThreads taskThreads(String name, boolean virtual);

	/**
	 * Create a thread for an orchestrator that stays resident. It is handed over to and
	 * waited for, so it never runs at the same time as its owner.
	 * @param task what it runs
	 * @return the thread, not started
	 */
	Thread residentThread(Runnable task);

	/**
	 * Let a resident thread give up its stack. It calls back at its end, which nobody
	 * waits for.
	 * @param thread the thread
	 * @param handOver lets it go on
	 */
	void unwind(Thread thread, Runnable handOver);

	/**
	 * Let time pass on the calling thread: others go on.
	 * @param duration how long
	 * @return {@code false} if the thread was interrupted
	 */
	boolean pause(Duration duration);

	/**
	 * Create something that repeats a step until it is stopped.
	 * @param name the name of its thread
	 * @param task what it is there for, to be read after "Cannot"
	 * @param step the step
	 * @return the loop, not started
	 */
	Loop loop(String name, String task, LoopStep step);

	/**
	 * Run a short task later. Nothing happens if the runtime has stopped by then.
	 * @param task the task, which neither waits nor throws
	 * @param delay how long to wait
	 */
	void schedule(Runnable task, Duration delay);

	/**
	 * Free the calling thread of what user code may have left on it, as far as it is
	 * known where that is. Does not throw.
	 */
	default void cleanThread() {
	}

	/**
	 * End what was created here and is not stopped yet, without waiting for user code.
	 */
	void stop();

}
