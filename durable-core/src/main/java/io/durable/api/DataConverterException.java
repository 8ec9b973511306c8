package io.durable.api;

import org.jspecify.annotations.Nullable;

/**
 * A value could not be written to, or read from, its stored form.
 */
public class DataConverterException extends RuntimeException {

	public DataConverterException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
