package io.durable.engine.identity;

import java.util.UUID;

/**
 * Which execution of which instance is run.
 *
 * @param instanceId the instance ID
 * @param executionId the execution
 * @param firstExecutionId the execution before it was ever rewound, from which its UUIDs
 * are made: so what is done again is done under the same ones
 */
public record OrchestrationIdentity(String instanceId, UUID executionId, UUID firstExecutionId) {

	/**
	 * Derive the instance ID of a sub-orchestration that was called without one. Unique
	 * across generations, since it has the execution in it.
	 * @param taskId the sequence number of the call
	 * @return the instance ID
	 */
	public String childInstanceId(int taskId) {
		return prefix(this.executionId) + Integer.toHexString(taskId);
	}

	/**
	 * Return whether the instance ID of a sub-orchestration was derived, so that nobody
	 * else can use it.
	 * @param executionId the calling execution
	 * @param childInstanceId the instance ID
	 * @return {@code false} if the orchestrator named it
	 */
	public static boolean isDerived(UUID executionId, String childInstanceId) {
		return childInstanceId.startsWith(prefix(executionId));
	}

	private static String prefix(UUID executionId) {
		return executionId.toString().replace("-", "") + ":";
	}

}
