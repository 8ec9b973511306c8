package io.durable.client;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

import io.durable.api.OrchestrationRuntimeStatus;
import org.jspecify.annotations.Nullable;

/**
 * Callers that wait for an instance to change. The worker of the same process signals
 * them after the commit. For changes that other processes make, one caller looks for all
 * now and then, with a single read. Thread-safe.
 */
public final class InstanceWaiters {

	/**
	 * How often to look for changes that another process made.
	 */
	static final Duration LOOK_EVERY = Duration.ofMillis(500);

	private final Map<String, Waiters> waiters = new ConcurrentHashMap<>();

	private final ReentrantLock looking = new ReentrantLock();

	// How often the worker of this process has stopped
	private volatile int stops;

	private volatile boolean stopping;

	private long lastLook = System.nanoTime() - LOOK_EVERY.toNanos();

	/**
	 * Wake those who wait for an instance.
	 * @param instanceId the instance ID
	 */
	public void signal(String instanceId) {
		Waiters waiting = this.waiters.get(instanceId);
		if (waiting != null) {
			waiting.wake();
		}
	}

	/**
	 * Wake everybody who waits, and who begins to until {@link #stopped}: the worker of
	 * the same process stops, and whether another one goes on is not known here.
	 */
	@SuppressWarnings("NonAtomicVolatileUpdate") // only one stops at a time
	public void stop() {
		this.stopping = true;
		this.stops++;
		this.waiters.values().forEach(Waiters::wake);
	}

	/**
	 * The worker has stopped. Those who wait from now on rely on other workers.
	 */
	public void stopped() {
		this.stopping = false;
	}

	/**
	 * Return how often the worker has stopped.
	 * @return a number that changes with each stop
	 */
	int stops() {
		return this.stops;
	}

	/**
	 * Return whether a caller has to be told of a stop.
	 * @param stops how often the worker had stopped when the caller began to wait
	 * @return {@code true} if it has stopped since, or is about to
	 */
	boolean stopsSince(int stops) {
		return this.stopping || this.stops != stops;
	}

	/**
	 * Register a caller. It registers before it looks at the instance, so that no change
	 * is missed.
	 * @param instanceId the instance ID
	 * @param signal called at each change, by a thread that must not be held up
	 */
	void register(String instanceId, Runnable signal) {
		this.waiters.compute(instanceId, (id, present) -> {
			Waiters waiting = (present != null) ? present : new Waiters();
			waiting.signals.add(signal);
			return waiting;
		});
	}

	void unregister(String instanceId, Runnable signal) {
		this.waiters.computeIfPresent(instanceId, (id, waiting) -> {
			waiting.signals.remove(signal);
			return waiting.signals.isEmpty() ? null : waiting;
		});
	}

	/**
	 * Say what a caller has seen, so that a look can find out whether it has changed.
	 * @param instanceId the instance ID
	 * @param status the status
	 */
	void seen(String instanceId, OrchestrationRuntimeStatus status) {
		Waiters waiting = this.waiters.get(instanceId);
		if (waiting != null) {
			waiting.seen = status;
		}
	}

	/**
	 * Look for changes of all instances that are waited for, unless somebody does or has
	 * just done so.
	 * @param read reads the statuses of instances at once
	 */
	void look(Function<Set<String>, Map<String, OrchestrationRuntimeStatus>> read) {
		if (!this.looking.tryLock()) {
			return;
		}
		try {
			if (System.nanoTime() - this.lastLook < LOOK_EVERY.toNanos() / 2) {
				return;
			}
			Map<String, Waiters> watched = new HashMap<>(this.waiters);
			Map<String, OrchestrationRuntimeStatus> statuses = read.apply(watched.keySet());
			watched.forEach((instanceId, waiting) -> {
				if (!Objects.equals(waiting.seen, statuses.get(instanceId))) {
					waiting.wake();
				}
			});
			this.lastLook = System.nanoTime();
		}
		finally {
			this.looking.unlock();
		}
	}

	private static final class Waiters {

		private final Set<Runnable> signals = ConcurrentHashMap.newKeySet();

		private volatile @Nullable OrchestrationRuntimeStatus seen;

		private void wake() {
			this.signals.forEach(Runnable::run);
		}

	}

}
