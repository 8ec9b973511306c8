package io.durable.store.lease;

import org.jspecify.annotations.Nullable;

/**
 * The partition has another owner.
 */
public class LeaseLostException extends RuntimeException {

	public LeaseLostException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
