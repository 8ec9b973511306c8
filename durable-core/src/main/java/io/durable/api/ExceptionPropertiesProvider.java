package io.durable.api;

import java.util.Map;

/**
 * Says what to keep of an exception besides type, message and stack trace, so that an
 * orchestrator can read it from {@link FailureDetails#getProperties()}. Must be
 * thread-safe. If it throws, or returns what cannot be stored, a failure goes on without
 * properties.
 */
@FunctionalInterface
public interface ExceptionPropertiesProvider {

	/**
	 * Return the properties of an exception.
	 * @param exception the exception
	 * @return texts, numbers, booleans and lists and maps of these; empty for none.
	 * Times, enums and other simple values are kept as texts, and records as maps
	 */
	Map<String, Object> getExceptionProperties(Throwable exception);

}
