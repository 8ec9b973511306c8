package io.durable.api;

import org.jspecify.annotations.Nullable;

/**
 * Thrown by an activity or an orchestrator to say that repeating it is pointless: no
 * retry policy or handler is asked.
 */
public class NonRetriableException extends RuntimeException {

	public NonRetriableException(@Nullable String message) {
		super(message);
	}

	public NonRetriableException(@Nullable String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
