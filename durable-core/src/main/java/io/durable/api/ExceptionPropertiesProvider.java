package io.durable.api;

import java.util.Map;

/**
 * Says what to keep of an exception besides type, message and stack trace, so that an
 * orchestrator can read it from {@link FailureDetails#getProperties()}. Must be
 * thread-safe and throw nothing.
 */
@FunctionalInterface
public interface ExceptionPropertiesProvider {

	/**
	 * Return the properties of an exception.
	 * @param exception the exception
	 * @return texts, numbers, booleans and lists and maps of these; empty for none
	 */
	Map<String, Object> getExceptionProperties(Throwable exception);

}
