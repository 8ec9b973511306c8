package io.durable.client;

import io.durable.api.OrchestrationRuntimeStatus;

/**
 * An instance with the requested ID exists and has not ended. Nothing was started.
 */
public class OrchestrationAlreadyExistsException extends RuntimeException {

	private final String instanceId;

	private final OrchestrationRuntimeStatus status;

	public OrchestrationAlreadyExistsException(String instanceId, OrchestrationRuntimeStatus status) {
		super("An instance with ID '%s' already exists.".formatted(instanceId));
		this.instanceId = instanceId;
		this.status = status;
	}

	public String getInstanceId() {
		return this.instanceId;
	}

	/**
	 * Return the status that the other instance had.
	 * @return a status that is not terminal
	 */
	public OrchestrationRuntimeStatus getStatus() {
		return this.status;
	}

}
