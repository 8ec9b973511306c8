package io.durable.client;

import io.durable.api.OrchestrationRuntimeStatus;

/**
 * The operation needs an instance that has not ended, and this one has.
 */
public class InstanceNotRunningException extends RuntimeException {

	private final OrchestrationRuntimeStatus status;

	public InstanceNotRunningException(String instanceId, OrchestrationRuntimeStatus status) {
		super("The instance with ID '%s' has ended: its status is %s.".formatted(instanceId, status.text()));
		this.status = status;
	}

	public OrchestrationRuntimeStatus getStatus() {
		return this.status;
	}

}
