package io.durable.worker;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

import io.durable.worker.runtime.Report;
import io.durable.worker.runtime.TaskThreads;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Tells one listener what happens, in order, on a thread that nothing else waits for. One
 * that does not keep up misses what is too much for its queue; one that throws, whatever
 * it is, goes on to be told. Both is logged once. Thread-safe.
 */
final class ListenerLane {

	/**
	 * How much a listener may be behind. An event takes about a hundred bytes.
	 */
	static final int MOST_WAITING = 10_000;

	private static final Logger logger = LoggerFactory.getLogger(ListenerLane.class);

	private final WorkerListener listener;

	private final TaskThreads threads;

	private final Deque<Consumer<WorkerListener>> waiting = new ArrayDeque<>();

	private boolean running;

	private boolean missedReported;

	private volatile boolean failureReported;

	ListenerLane(WorkerListener listener, TaskThreads threads) {
		this.listener = listener;
		this.threads = threads;
	}

	/**
	 * Tell the listener soon. Throws nothing: without memory it is not told.
	 * @param event calls the listener
	 */
	void tell(Consumer<WorkerListener> event) {
		try {
			if (add(event)) {
				execute();
			}
		}
		catch (Throwable ex) {
			// What a listener hears is never a reason to stop
			Thread.yield();
		}
	}

	// Returns whether a thread is needed
	private boolean add(Consumer<WorkerListener> event) {
		boolean report;
		synchronized (this) {
			if (this.waiting.size() < MOST_WAITING) {
				this.waiting.add(event);
				boolean begins = !this.running;
				this.running = true;
				return begins;
			}
			report = !this.missedReported;
			this.missedReported = true;
		}
		if (report) {
			Report.warn(logger,
					"The listener {} is {} events behind, and misses what happens now: it must not wait for anything; "
							+ "this is logged once",
					this.listener.getClass().getName(), MOST_WAITING);
		}
		return false;
	}

	private void execute() {
		boolean begun = false;
		try {
			this.threads.execute(this::run);
			begun = true;
		}
		finally {
			if (!begun) {
				// The next event tries again
				synchronized (this) {
					this.running = false;
				}
			}
		}
	}

	private void run() {
		for (Consumer<WorkerListener> event = next(); event != null; event = next()) {
			try {
				event.accept(this.listener);
			}
			catch (Throwable ex) {
				report(ex);
			}
			finally {
				// The thread goes on for another listener
				MDC.clear();
			}
		}
	}

	private synchronized @Nullable Consumer<WorkerListener> next() {
		Consumer<WorkerListener> event = this.waiting.poll();
		this.running = event != null;
		return event;
	}

	private void report(Throwable failure) {
		try {
			if (!this.failureReported) {
				this.failureReported = true;
				Report.warn(logger, "The listener {} throws, which changes nothing else; this is logged once",
						this.listener.getClass().getName(), failure);
			}
		}
		catch (Throwable ex) {
			// What a listener does is none of our business, not even now
			Thread.yield();
		}
	}

}
