package io.durable.store;

import java.util.List;
import java.util.Set;
import java.util.UUID;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.history.HistoryEvent.EventRaised;
import io.durable.history.HistoryEvent.ExecutionStarted;

/**
 * An instance that is to be started.
 *
 * @param partition the partition of the instance
 * @param instanceId the instance ID
 * @param executionId the execution, another one for each start that takes place
 * @param incarnationId tells a start that is repeated from another: chosen before the
 * first try
 * @param started name, version, input, parent, tags and start time
 * @param events external events that it finds when it starts
 * @param replaceable the terminal statuses in which an instance with that ID is replaced
 */
public record NewInstance(int partition, String instanceId, UUID executionId, UUID incarnationId,
		ExecutionStarted started, List<EventRaised> events, Set<OrchestrationRuntimeStatus> replaceable) {

	/**
	 * The statuses in which an instance is replaced if nothing else is said.
	 */
	public static final Set<OrchestrationRuntimeStatus> TERMINAL = Set.of(OrchestrationRuntimeStatus.COMPLETED,
			OrchestrationRuntimeStatus.FAILED, OrchestrationRuntimeStatus.CANCELED,
			OrchestrationRuntimeStatus.TERMINATED);

	public NewInstance {
		if (!TERMINAL.containsAll(replaceable)) {
			throw new IllegalArgumentException("Only an instance that has ended can be replaced, not one that is "
					+ replaceable + ": terminate it first");
		}
	}

	public NewInstance(int partition, String instanceId, UUID executionId, ExecutionStarted started,
			List<EventRaised> events, Set<OrchestrationRuntimeStatus> replaceable) {
		this(partition, instanceId, executionId, executionId, started, events, replaceable);
	}

	public NewInstance(int partition, String instanceId, UUID executionId, ExecutionStarted started) {
		this(partition, instanceId, executionId, started, List.of(), TERMINAL);
	}

}
