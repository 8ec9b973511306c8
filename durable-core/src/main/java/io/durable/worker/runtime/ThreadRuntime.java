package io.durable.worker.runtime;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The runtime of the product: real threads, the machine's clock.
 */
public final class ThreadRuntime implements WorkerRuntime {

	private static final Logger logger = LoggerFactory.getLogger(ThreadRuntime.class);

	private final @Nullable ClassLoader classLoader;

	private final List<Runnable> cleaners;

	private final ThreadFactory daemons;

	private final ThreadFactory residents;

	// IDs are made of it
	private final SecureRandom random = new SecureRandom();

	private final ScheduledThreadPoolExecutor scheduler;

	/**
	 * Create a runtime.
	 * @param virtualThreads whether orchestrators that stay resident are to have virtual
	 * threads, where the Java version does not pin them
	 * @param classLoader the context class loader of all threads
	 * @param cleaners free the calling thread of what user code may have left on it
	 */
	public ThreadRuntime(boolean virtualThreads, @Nullable ClassLoader classLoader, List<Runnable> cleaners) {
		this.classLoader = classLoader;
		this.cleaners = List.copyOf(cleaners);
		this.daemons = CleanThreads.platform("durable-loop-", classLoader);
		this.residents = CleanThreads.forOrchestrators("durable-orchestrator-", virtualThreads, classLoader);
		this.scheduler = new ScheduledThreadPoolExecutor(1, CleanThreads.platform("durable-scheduler-", classLoader));
		this.scheduler.setRemoveOnCancelPolicy(true);
		this.scheduler.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
	}

	@Override
	public long nanoTime() {
		return System.nanoTime();
	}

	@Override
	public long randomLong() {
		return this.random.nextLong();
	}

	@Override
	public TaskThreads taskThreads(String name, boolean virtual) {
		return new ThreadPool(CleanThreads.forTasks(name, virtual, this.classLoader));
	}

	@Override
	public Thread residentThread(Runnable task) {
		return this.residents.newThread(task);
	}

	@Override
	public void unwind(Thread thread, Runnable handOver) {
		handOver.run();
	}

	@Override
	public boolean pause(Duration duration) {
		try {
			TimeUnit.NANOSECONDS.sleep(duration.toNanos());
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	@Override
	public Loop loop(String name, String task, LoopStep step) {
		return new LoopThread(this.daemons, name, task, step);
	}

	@Override
	public void schedule(Runnable task, Duration delay) {
		try {
			this.scheduler.schedule(() -> run(task), delay.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (RejectedExecutionException ex) {
			// It has stopped
		}
	}

	private static void run(Runnable task) {
		try {
			task.run();
		}
		catch (Throwable ex) {
			Report.error(logger, "A delayed task of the worker failed", ex);
		}
	}

	@Override
	public void cleanThread() {
		Thread thread = Thread.currentThread();
		thread.setContextClassLoader(this.classLoader);
		if (thread.getPriority() != Thread.NORM_PRIORITY) {
			thread.setPriority(Thread.NORM_PRIORITY);
		}
		for (Runnable cleaner : this.cleaners) {
			try {
				cleaner.run();
			}
			catch (Throwable ex) {
				Report.error(logger, "A thread of the worker could not be cleaned", ex);
			}
		}
	}

	@Override
	public void stop() {
		this.scheduler.shutdownNow();
	}

}
