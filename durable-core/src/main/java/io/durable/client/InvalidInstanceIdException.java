package io.durable.client;

/**
 * A text cannot be an instance ID.
 */
public class InvalidInstanceIdException extends IllegalArgumentException {

	public InvalidInstanceIdException(String message) {
		super(message);
	}

}
