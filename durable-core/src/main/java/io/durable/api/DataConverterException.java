package io.durable.api;

import org.jspecify.annotations.Nullable;

/**
 * A value could not be written to, or read from, its stored form. What a converter throws
 * may also be the exception that is declared in {@link DataConverter}.
 */
public class DataConverterException extends DataConverter.DataConverterException {

	public DataConverterException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
