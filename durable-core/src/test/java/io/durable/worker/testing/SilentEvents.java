package io.durable.worker.testing;

import java.time.Duration;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.store.StoredInstance;
import io.durable.worker.runtime.WorkerEvents;

/**
 * Tells nobody what happens.
 */
public class SilentEvents implements WorkerEvents {

	@Override
	public void instanceChanged(StoredInstance row, OrchestrationRuntimeStatus status) {
	}

	@Override
	public void instanceParked(StoredInstance row, String reason) {
	}

	@Override
	public void activityMissing(String instanceId, String name) {
	}

	@Override
	public void activityEnded(String name, boolean succeeded, Duration duration) {
	}

	@Override
	public void checkpointCommitted(int turns, Duration duration) {
	}

	@Override
	public void historyRead(int events) {
	}

	@Override
	public void historyReplayed(int events) {
	}

	@Override
	public void turnBlocked(String instanceId, String name, Duration duration) {
	}

}
