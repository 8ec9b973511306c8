package io.durable.client;

/**
 * There is no instance with the given ID.
 */
public class InstanceNotFoundException extends IllegalArgumentException {

	public InstanceNotFoundException(String instanceId) {
		super("No instance with ID '%s' was found.".formatted(instanceId));
	}

}
