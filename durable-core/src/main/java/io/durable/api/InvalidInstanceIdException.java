package io.durable.api;

/**
 * A text cannot be an instance ID.
 */
public class InvalidInstanceIdException extends IllegalArgumentException {

	public InvalidInstanceIdException(String message) {
		super(message);
	}

}
