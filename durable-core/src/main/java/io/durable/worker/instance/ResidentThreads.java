package io.durable.worker.instance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.durable.worker.runtime.WorkerRuntime;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the threads that stay in orchestrators. If there are more long histories than
 * threads, a newcomer takes the one that was used least recently. An instance that has
 * lost its thread so is replayed from memory, until some thread has not been used for a
 * while: otherwise they would take the threads from each other at every turn.
 * Thread-safe.
 */
public final class ResidentThreads {

	private static final long UNUSED_NANOS = Duration.ofSeconds(5).toNanos();

	private final WorkerRuntime runtime;

	private final int max;

	private final int fromEvents;

	// With the time of the last use, the least recently used first
	private final Map<InstanceSlot, Long> holders = new LinkedHashMap<>(64, 0.75f, true);

	// Orchestrators that hold a lock while they wait: they must not stay
	private final Set<String> excluded = ConcurrentHashMap.newKeySet();

	/**
	 * Create the bound.
	 * @param runtime makes the threads
	 * @param max how many threads there are at most
	 * @param fromEvents from how many history events on a thread is kept
	 */
	public ResidentThreads(WorkerRuntime runtime, int max, int fromEvents) {
		this.runtime = runtime;
		this.max = max;
		this.fromEvents = fromEvents;
	}

	WorkerRuntime runtime() {
		return this.runtime;
	}

	/**
	 * Ask for a thread.
	 * @param slot the instance
	 * @param name the name of its orchestrator
	 * @param historyEvents how many events its history has
	 * @param newcomer whether it never had one
	 * @return {@code false} if it has to be replayed
	 */
	boolean tryAcquire(InstanceSlot slot, String name, int historyEvents, boolean newcomer) {
		if (historyEvents < this.fromEvents || this.excluded.contains(name)) {
			return false;
		}
		long now = this.runtime.nanoTime();
		InstanceSlot victim;
		synchronized (this) {
			if (this.holders.size() < this.max) {
				this.holders.put(slot, now);
				return true;
			}
			victim = leastUsed(now, newcomer);
			if (victim == null || victim == slot) {
				return false;
			}
			this.holders.remove(victim);
			this.holders.put(slot, now);
		}
		// If it is busy just now it does so at the end of its turn
		victim.giveUpThread();
		return true;
	}

	private @Nullable InstanceSlot leastUsed(long now, boolean newcomer) {
		for (Map.Entry<InstanceSlot, Long> eldest : this.holders.entrySet()) {
			return (newcomer || now - eldest.getValue() > UNUSED_NANOS) ? eldest.getKey() : null;
		}
		return null;
	}

	/**
	 * Note that an instance has used its thread.
	 * @param slot the instance
	 * @param name the name of its orchestrator
	 * @return {@code false} if it has to give it up: somebody else was given it meanwhile
	 */
	boolean used(InstanceSlot slot, String name) {
		long now = this.runtime.nanoTime();
		synchronized (this) {
			return this.holders.computeIfPresent(slot, (holder, before) -> now) != null
					&& !this.excluded.contains(name);
		}
	}

	synchronized void release(InstanceSlot slot) {
		this.holders.remove(slot);
	}

	/**
	 * Let no instance of an orchestrator keep its thread: one of them may hold a lock
	 * that others wait for. Giving up its stack releases that.
	 * @param name the name of the orchestrator
	 */
	public void exclude(String name) {
		this.excluded.add(name);
		List<InstanceSlot> slots;
		synchronized (this) {
			slots = new ArrayList<>(this.holders.keySet());
		}
		slots.stream().filter((slot) -> name.equals(slot.residentName())).forEach(InstanceSlot::giveUpThread);
	}

	/**
	 * Return how many threads stay in orchestrators.
	 * @return the number of threads
	 */
	public synchronized int count() {
		return this.holders.size();
	}

}
