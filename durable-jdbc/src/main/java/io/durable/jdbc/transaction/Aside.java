package io.durable.jdbc.transaction;

import java.sql.SQLException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.durable.worker.runtime.CleanThreads;
import org.jspecify.annotations.Nullable;

/**
 * Does work on a thread that nobody knows, so that nobody can interrupt it: a thread that
 * is interrupted while it reads or writes a file closes that for everybody, which is how
 * channels work. The caller waits for the end, and is interrupted still.
 */
final class Aside {

	private static final int KEEP_SECONDS = 10;

	// As many threads as there are callers, who wait: each may need what another one
	// holds
	private final ThreadPoolExecutor threads = new ThreadPoolExecutor(0, Integer.MAX_VALUE, KEEP_SECONDS,
			TimeUnit.SECONDS, new SynchronousQueue<>(),
			CleanThreads.platform("durable-jdbc-aside-", Aside.class.getClassLoader()));

	<T extends @Nullable Object> T call(Task<T> task) throws SQLException {
		String caller = Thread.currentThread().getName();
		FutureTask<T> future = new FutureTask<>(() -> execute(task, caller));
		this.threads.execute(future);
		boolean interrupted = false;
		try {
			while (true) {
				try {
					return future.get();
				}
				catch (InterruptedException ex) {
					interrupted = true;
				}
			}
		}
		catch (ExecutionException ex) {
			throw failure(ex.getCause());
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	// A dump of the threads shows for whom it works
	private static <T extends @Nullable Object> T execute(Task<T> task, String caller) throws SQLException {
		Thread thread = Thread.currentThread();
		String name = thread.getName();
		thread.setName(caller + " (aside)");
		try {
			return task.execute();
		}
		finally {
			thread.setName(name);
		}
	}

	private static SQLException failure(@Nullable Throwable cause) {
		if (cause instanceof SQLException failure) {
			return failure;
		}
		if (cause instanceof RuntimeException failure) {
			throw failure;
		}
		if (cause instanceof Error error) {
			throw error;
		}
		throw new IllegalStateException(cause);
	}

	/**
	 * Work on a database.
	 *
	 * @param <T> the type of result
	 */
	@FunctionalInterface
	interface Task<T extends @Nullable Object> {

		T execute() throws SQLException;

	}

}
