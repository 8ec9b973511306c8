package io.durable.hub;

import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.client.InstanceWaiters;
import io.durable.worker.WorkerListener;

/**
 * What a task hub itself hears of its worker: it wakes those who wait for an instance,
 * and remembers what is missing. Thread-safe.
 */
final class HubEvents implements WorkerListener {

	private final InstanceWaiters waiters;

	private final Set<String> missingActivities = new ConcurrentSkipListSet<>(String.CASE_INSENSITIVE_ORDER);

	HubEvents(InstanceWaiters waiters) {
		this.waiters = waiters;
	}

	@Override
	public void instanceChanged(String instanceId, String name, OrchestrationRuntimeStatus status) {
		this.waiters.signal(instanceId);
	}

	@Override
	public void activityMissing(String instanceId, String name) {
		this.missingActivities.add(name);
	}

	Set<String> missingActivities() {
		return Set.copyOf(this.missingActivities);
	}

}
