package io.durable.client;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * Callers that wait for an instance to change. The worker of the same process signals
 * them after the commit; for changes elsewhere they look again now and then. Thread-safe.
 */
public final class InstanceWaiters {

	private final Map<String, Set<Semaphore>> waiters = new ConcurrentHashMap<>();

	/**
	 * Wake those who wait for an instance.
	 * @param instanceId the instance ID
	 */
	public void signal(String instanceId) {
		Set<Semaphore> waiting = this.waiters.get(instanceId);
		if (waiting != null) {
			waiting.forEach(Semaphore::release);
		}
	}

	/**
	 * Register a caller. It registers before it looks at the instance, so that no change
	 * is missed.
	 * @param instanceId the instance ID
	 * @return gets a permit at each change
	 */
	Semaphore register(String instanceId) {
		Semaphore signal = new Semaphore(0);
		this.waiters.compute(instanceId, (id, present) -> {
			Set<Semaphore> waiting = (present != null) ? present : ConcurrentHashMap.newKeySet();
			waiting.add(signal);
			return waiting;
		});
		return signal;
	}

	void unregister(String instanceId, Semaphore signal) {
		this.waiters.computeIfPresent(instanceId, (id, waiting) -> {
			waiting.remove(signal);
			return waiting.isEmpty() ? null : waiting;
		});
	}

}
