package io.durable.client;

/**
 * A continuation token is not one that a query has returned.
 */
public class InvalidContinuationTokenException extends IllegalArgumentException {

	public InvalidContinuationTokenException() {
		super("The continuation token is not one that an earlier page has returned: begin again without one");
	}

}
