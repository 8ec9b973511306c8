package io.durable.worker.runtime;

import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs what a source gives out, on a bounded number of threads. A thread that does not
 * come back from user code can be replaced. Thread-safe.
 */
public final class TaskSlots {

	private static final Logger logger = LoggerFactory.getLogger(TaskSlots.class);

	private static final ThreadLocal<@Nullable Occupant> current = new ThreadLocal<>();

	private final TaskThreads threads;

	private final int limit;

	private final int maxExtra;

	private final Supplier<@Nullable Runnable> source;

	private int active;

	private int extra;

	// Work may have come since a thread that is about to leave has looked
	private boolean asked;

	private boolean stopped;

	/**
	 * Create slots.
	 * @param threads the threads
	 * @param limit how many tasks run at the same time
	 * @param source gives out the next task, or {@code null} if there is none now
	 */
	public TaskSlots(TaskThreads threads, int limit, Supplier<@Nullable Runnable> source) {
		this.threads = threads;
		this.limit = limit;
		this.maxExtra = Math.max(64, 4 * limit);
		this.source = source;
	}

	/**
	 * Look for work: the source may have some.
	 */
	public void wake() {
		synchronized (this) {
			this.asked = true;
			if (this.stopped || this.active >= this.limit + this.extra) {
				return;
			}
			this.active++;
		}
		occupy();
	}

	/**
	 * Look for work, unless the calling thread is one of these and will do so by itself
	 * as soon as its task has ended.
	 */
	public void wakeUnlessOurs() {
		Occupant occupant = current.get();
		if (occupant == null || occupant.slots() != this) {
			wake();
		}
	}

	private void occupy() {
		try {
			this.threads.execute(this::work);
		}
		catch (RejectedExecutionException ex) {
			leave();
		}
		catch (Throwable ex) {
			// No thread can be created now: others go on, and the next wake tries again
			leave();
			Report.error(logger, "A thread of the worker could not be started", ex);
		}
	}

	private synchronized void leave() {
		this.active--;
	}

	private void work() {
		Occupant occupant;
		try {
			occupant = new Occupant(this);
			current.set(occupant);
		}
		catch (Throwable ex) {
			leave();
			throw ex;
		}
		try {
			while (!occupant.isReplaced()) {
				Runnable task = next();
				if (task == null) {
					return;
				}
				run(task);
				if (!this.threads.stays() && !occupant.isReplaced()) {
					occupy();
					return;
				}
			}
		}
		finally {
			current.remove();
		}
	}

	// Returns null when the calling thread has left
	private @Nullable Runnable next() {
		while (true) {
			synchronized (this) {
				if (this.stopped || this.active > this.limit + this.extra) {
					this.active--;
					return null;
				}
				this.asked = false;
			}
			Runnable task = null;
			try {
				task = this.source.get();
			}
			catch (Throwable ex) {
				report(ex);
			}
			if (task != null) {
				return task;
			}
			synchronized (this) {
				if (!this.asked) {
					this.active--;
					return null;
				}
			}
		}
	}

	private static void run(Runnable task) {
		try {
			task.run();
		}
		catch (Throwable ex) {
			report(ex);
		}
	}

	private static void report(Throwable failure) {
		try {
			Report.error(logger, "A task of the worker failed", failure);
		}
		catch (Throwable ex) {
			// The next task may have more luck
			Thread.yield();
		}
	}

	/**
	 * Return the slots that the calling thread belongs to.
	 * @return the slots, or {@code null} if it is another thread
	 */
	public static @Nullable TaskSlots ofCurrentThread() {
		Occupant occupant = current.get();
		return (occupant != null) ? occupant.slots() : null;
	}

	/**
	 * Free the slot of the calling thread, which never comes back from its task.
	 */
	public static void replaceCurrentThread() {
		Occupant occupant = current.get();
		if (occupant != null && !occupant.isReplaced()) {
			occupant.replace();
			occupant.slots().leave();
			occupant.slots().wake();
		}
	}

	/**
	 * Allow one more thread for now, since one is blocked.
	 * @return {@code false} if there are as many as there may be
	 */
	public boolean addExtra() {
		synchronized (this) {
			if (this.extra >= this.maxExtra) {
				return false;
			}
			this.extra++;
		}
		wake();
		return true;
	}

	/**
	 * Take back what {@link #addExtra()} allowed.
	 */
	public synchronized void removeExtra() {
		this.extra--;
	}

	/**
	 * Return how many threads run tasks.
	 * @return the number of threads
	 */
	public synchronized int active() {
		return this.active;
	}

	/**
	 * Begin no more tasks.
	 */
	public void stop() {
		synchronized (this) {
			this.stopped = true;
		}
		this.threads.shutdown();
	}

	private static final class Occupant {

		private final TaskSlots slots;

		private boolean replaced;

		Occupant(TaskSlots slots) {
			this.slots = slots;
		}

		TaskSlots slots() {
			return this.slots;
		}

		void replace() {
			this.replaced = true;
		}

		boolean isReplaced() {
			return this.replaced;
		}

	}

}
