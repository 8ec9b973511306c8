package io.durable.store;

import org.jspecify.annotations.Nullable;

/**
 * The partition has another owner.
 */
public class LeaseLostException extends RuntimeException {

	public LeaseLostException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
