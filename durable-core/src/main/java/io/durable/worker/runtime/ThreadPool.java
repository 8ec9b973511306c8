package io.durable.worker.runtime;

import java.time.Duration;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads that come and go with the tasks.
 */
final class ThreadPool implements TaskThreads {

	private static final long KEEP_SECONDS = 10;

	private final ThreadPoolExecutor pool;

	ThreadPool(ThreadFactory factory) {
		this.pool = new ThreadPoolExecutor(0, Integer.MAX_VALUE, KEEP_SECONDS, TimeUnit.SECONDS,
				new SynchronousQueue<>(), factory);
	}

	@Override
	public void execute(Runnable task) {
		this.pool.execute(task);
	}

	@Override
	public void shutdown() {
		this.pool.shutdown();
	}

	@Override
	public boolean awaitEnd(Duration timeout) {
		try {
			return this.pool.awaitTermination(timeout.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

}
