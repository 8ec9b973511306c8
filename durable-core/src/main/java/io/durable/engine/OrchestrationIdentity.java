package io.durable.engine;

import java.util.UUID;

/**
 * Which execution of which instance is run.
 *
 * @param instanceId the instance ID
 * @param executionId the execution
 */
public record OrchestrationIdentity(String instanceId, UUID executionId) {

	/**
	 * Derive the instance ID of a sub-orchestration that was called without one. Unique
	 * across generations, since it has the execution in it.
	 * @param taskId the sequence number of the call
	 * @return the instance ID
	 */
	String childInstanceId(int taskId) {
		return this.executionId.toString().replace("-", "") + ":" + Integer.toHexString(taskId);
	}

}
