package io.durable.store;

import java.util.List;
import java.util.UUID;

import io.durable.history.HistoryEvent.EventRaised;
import io.durable.history.HistoryEvent.ExecutionStarted;

/**
 * An instance that is to be started.
 *
 * @param partition the partition of the instance
 * @param instanceId the instance ID
 * @param executionId the execution, chosen by the caller before its first try; also the
 * incarnation
 * @param started name, version, input, parent, tags and start time
 * @param events external events that it finds when it starts
 */
public record NewInstance(int partition, String instanceId, UUID executionId, ExecutionStarted started,
		List<EventRaised> events) {

	public NewInstance(int partition, String instanceId, UUID executionId, ExecutionStarted started) {
		this(partition, instanceId, executionId, started, List.of());
	}

}
