package io.durable.store;

import org.jspecify.annotations.Nullable;

/**
 * The connection broke during a commit: it may have happened or not. What is stored must
 * be read, under the fence lock, before anything else is written.
 */
public class InDoubtException extends RuntimeException {

	public InDoubtException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
