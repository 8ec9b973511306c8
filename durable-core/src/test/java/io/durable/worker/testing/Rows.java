package io.durable.worker.testing;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.store.StoredInstance;

/**
 * Rows of instances, for tests of the rooms of a worker.
 */
public final class Rows {

	private Rows() {
	}

	public static StoredInstance running(String instanceId, UUID executionId) {
		return of(instanceId, executionId, OrchestrationRuntimeStatus.RUNNING);
	}

	public static StoredInstance of(String instanceId, UUID executionId, OrchestrationRuntimeStatus status) {
		return new StoredInstance(0, instanceId, executionId, executionId, "Test", null, status, null, null, null,
				Map.of(), Instant.parse("2030-01-01T00:00:00Z"), null, null, false);
	}

}
