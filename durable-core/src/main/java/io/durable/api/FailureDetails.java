package io.durable.api;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What is kept of a failure: texts only, no exception object is ever stored.
 */
public final class FailureDetails {

	private static final int MAX_DEPTH = 10;

	private static final ExceptionPropertiesProvider NO_PROPERTIES = (exception) -> Map.of();

	/**
	 * Longest stack trace that is kept, in characters.
	 */
	private static final int MAX_TEXT = 8192;

	private final String errorType;

	private final String errorMessage;

	private final @Nullable String stackTrace;

	private final boolean nonRetriable;

	private final @Nullable FailureDetails innerFailure;

	private final Map<String, Object> properties;

	public FailureDetails(String errorType, @Nullable String errorMessage, @Nullable String stackTrace,
			boolean nonRetriable, @Nullable FailureDetails innerFailure, @Nullable Map<String, Object> properties) {
		this.errorType = errorType;
		this.errorMessage = truncate((errorMessage != null) ? errorMessage : "");
		this.stackTrace = (stackTrace != null) ? truncate(stackTrace) : null;
		this.nonRetriable = nonRetriable;
		this.innerFailure = innerFailure;
		this.properties = (properties != null) ? new LinkedHashMap<>(properties) : Map.of();
	}

	/**
	 * Describe an exception and its causes.
	 * @param exception the exception
	 * @return its description, causes to a depth of ten, long texts cut
	 */
	public static FailureDetails of(Throwable exception) {
		return of(exception, NO_PROPERTIES);
	}

	/**
	 * Describe an exception and its causes.
	 * @param exception the exception
	 * @param properties says what else to keep of each
	 * @return its description, causes to a depth of ten, long texts cut
	 */
	public static FailureDetails of(Throwable exception, ExceptionPropertiesProvider properties) {
		return of(exception, properties, MAX_DEPTH);
	}

	private static FailureDetails of(Throwable exception, ExceptionPropertiesProvider properties, int depth) {
		if (exception instanceof TaskFailedException failed && failed.getClass() == TaskFailedException.class) {
			return new FailureDetails(TaskFailedException.class.getName(), message(failed), trace(exception),
					failed.getErrorDetails().isNonRetriable(), failed.getErrorDetails(), null);
		}
		Throwable cause = exception.getCause();
		FailureDetails inner = (cause != null && cause != exception && depth > 1) ? of(cause, properties, depth - 1)
				: null;
		return new FailureDetails(exception.getClass().getName(), message(exception), trace(exception),
				exception instanceof NonRetriableException, inner, properties.getExceptionProperties(exception));
	}

	// An exception is foreign code: what it says of itself may fail too
	private static @Nullable String message(Throwable exception) {
		try {
			return exception.getMessage();
		}
		catch (RuntimeException ex) {
			return "(its message cannot be read: " + ex.getClass().getName() + ")";
		}
	}

	private static String trace(Throwable exception) {
		StringBuilder text = new StringBuilder();
		for (StackTraceElement element : exception.getStackTrace()) {
			text.append("\tat ").append(element).append('\n');
			if (text.length() > MAX_TEXT) {
				break;
			}
		}
		return text.toString();
	}

	private static String truncate(String text) {
		if (text.length() <= MAX_TEXT) {
			return text;
		}
		int end = Character.isHighSurrogate(text.charAt(MAX_TEXT - 2)) ? MAX_TEXT - 2 : MAX_TEXT - 1;
		return text.substring(0, end) + "…";
	}

	/**
	 * Return the class name of the exception.
	 * @return the class name
	 */
	public String getErrorType() {
		return this.errorType;
	}

	/**
	 * Return the message of the exception.
	 * @return the message, empty if it has none
	 */
	public String getErrorMessage() {
		return this.errorMessage;
	}

	/**
	 * Return the stack trace.
	 * @return the stack trace as text, or {@code null} if none was kept
	 */
	public @Nullable String getStackTrace() {
		return this.stackTrace;
	}

	/**
	 * Return whether a retry policy must not repeat the task.
	 * @return {@code true} if retries are pointless
	 */
	public boolean isNonRetriable() {
		return this.nonRetriable;
	}

	/**
	 * Return what caused this failure.
	 * @return the cause, or {@code null}
	 */
	public @Nullable FailureDetails getInnerFailure() {
		return this.innerFailure;
	}

	/**
	 * Return additional properties of the exception.
	 * @return the properties, empty if there are none
	 */
	public Map<String, Object> getProperties() {
		return this.properties;
	}

	/**
	 * Return whether this failure was caused by an exception of the given type or of a
	 * subclass. As in the Durable Task SDK, inner failures are not searched.
	 * @param exceptionType the type to compare with
	 * @return {@code true} if the stored type is that type or, as far as this application
	 * has the class, a subclass of it
	 */
	public boolean isCausedBy(Class<? extends Throwable> exceptionType) {
		if (exceptionType.getName().equals(this.errorType)) {
			return true;
		}
		try {
			ClassLoader loader = Thread.currentThread().getContextClassLoader();
			return exceptionType.isAssignableFrom(Class.forName(this.errorType, false, loader));
		}
		catch (ClassNotFoundException | LinkageError ex) {
			return false;
		}
	}

	@Override
	public String toString() {
		return this.errorType + ": " + this.errorMessage;
	}

}
