package io.durable.api;

import java.lang.reflect.Type;

import org.jspecify.annotations.Nullable;

/**
 * Turns inputs, results and states into the text that is stored, and back. An
 * implementation is thread-safe and, given the same text and type, always returns equal
 * values.
 */
public interface DataConverter {

	/**
	 * Write a value.
	 * @param value the value, or {@code null}
	 * @return the text, or {@code null} for {@code null}
	 * @throws DataConverterException if the value cannot be written
	 */
	@Nullable String serialize(@Nullable Object value);

	/**
	 * Read a value. The type comes from code, never from stored data.
	 * @param data the text, or {@code null}
	 * @param type the type to read it as
	 * @return the value, or {@code null} for {@code null}
	 * @throws DataConverterException if the text does not fit the type
	 */
	@Nullable Object deserialize(@Nullable String data, Type type);

	/**
	 * Read a value of a class.
	 * @param <T> the type
	 * @param data the text, or {@code null}
	 * @param target the class to read it as
	 * @return the value, or {@code null} for {@code null}
	 * @throws DataConverterException if the text does not fit the class
	 */
	@SuppressWarnings("unchecked")
	default <T> @Nullable T deserialize(@Nullable String data, Class<T> target) {
		return (T) deserialize(data, (Type) target);
	}

	/**
	 * A value could not be written to, or read from, its stored form.
	 */
	class DataConverterException extends RuntimeException {

		public DataConverterException(String message, @Nullable Throwable cause) {
			super(message, cause);
		}

	}

}
