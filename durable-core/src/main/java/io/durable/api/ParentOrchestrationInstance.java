package io.durable.api;

/**
 * The orchestration that called a sub-orchestration.
 *
 * @param name the name of the calling orchestrator
 * @param instanceId the instance ID of the caller
 */
public record ParentOrchestrationInstance(String name, String instanceId) {

	public String getName() {
		return this.name;
	}

	public String getInstanceId() {
		return this.instanceId;
	}

}
