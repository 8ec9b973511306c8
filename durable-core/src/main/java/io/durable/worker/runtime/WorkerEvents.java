package io.durable.worker.runtime;

import java.time.Duration;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.store.StoredInstance;

/**
 * What the rooms of a worker tell about what they do. Implementations return quickly and
 * throw nothing.
 */
public interface WorkerEvents {

	void instanceChanged(StoredInstance row, OrchestrationRuntimeStatus status);

	void instanceParked(StoredInstance row, String reason);

	void activityMissing(String instanceId, String name);

	void activityEnded(String name, boolean succeeded, Duration duration);

	void checkpointCommitted(int turns, Duration duration);

	void historyRead(int events);

	void historyReplayed(int events);

	/**
	 * A turn does not end.
	 * @param instanceId the instance ID
	 * @param name the name of the orchestrator
	 * @param duration since when its code runs
	 */
	void turnBlocked(String instanceId, String name, Duration duration);

}
