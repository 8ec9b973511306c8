package io.durable.store;

import org.jspecify.annotations.Nullable;

/**
 * The store could not be reached, or a lock was not obtained in time. The operation can
 * be repeated.
 */
public class TransientStoreException extends RuntimeException {

	public TransientStoreException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
