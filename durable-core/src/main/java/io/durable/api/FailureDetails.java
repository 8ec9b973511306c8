package io.durable.api;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What is kept of a failure: texts only, no exception object is ever stored.
 */
public final class FailureDetails {

	private static final int MAX_TYPE = 1000;

	// Knows the application's classes on whatever thread it asks, such as one of the
	// common pool, whose context class loader does not
	private static final StackWalker CALLER = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

	private static final ExceptionPropertiesProvider NO_PROPERTIES = (exception) -> Map.of();

	private final String errorType;

	private final String errorMessage;

	private final @Nullable String stackTrace;

	private final boolean nonRetriable;

	private final @Nullable FailureDetails innerFailure;

	private final Map<String, Object> properties;

	/**
	 * Create a description of a failure. Texts that are too long are cut, causes that are
	 * too many are left out, and properties that cannot be stored too.
	 * @param errorType the class name of the exception
	 * @param errorMessage its message, or {@code null}
	 * @param stackTrace its stack trace, or {@code null}
	 * @param nonRetriable whether retries are pointless
	 * @param innerFailure its cause, or {@code null}
	 * @param properties what else there is to know, or {@code null}
	 */
	public FailureDetails(String errorType, @Nullable String errorMessage, @Nullable String stackTrace,
			boolean nonRetriable, @Nullable FailureDetails innerFailure, @Nullable Map<String, Object> properties) {
		this(errorType, errorMessage, stackTrace, nonRetriable, FailureChain.bounded(innerFailure),
				FailureProperties.orNone(errorType, properties), FailureText.MAX_LENGTH);
	}

	private FailureDetails(String errorType, @Nullable String errorMessage, @Nullable String stackTrace,
			boolean nonRetriable, @Nullable FailureDetails innerFailure, Map<String, Object> storableProperties,
			int maxText) {
		this.errorType = FailureText.cut(errorType, MAX_TYPE);
		this.errorMessage = FailureText.cut((errorMessage != null) ? errorMessage : "", maxText);
		this.stackTrace = (stackTrace != null) ? FailureText.cut(stackTrace, maxText) : null;
		this.nonRetriable = nonRetriable;
		this.innerFailure = innerFailure;
		this.properties = storableProperties;
	}

	FailureDetails withCause(@Nullable FailureDetails cause) {
		return cut(FailureText.MAX_LENGTH, cause);
	}

	FailureDetails cut(int maxText, @Nullable FailureDetails cause) {
		boolean fits = FailureProperties.characters(this.properties) <= maxText;
		return new FailureDetails(this.errorType, this.errorMessage, this.stackTrace, this.nonRetriable, cause,
				fits ? this.properties : Map.of(), maxText);
	}

	long characters() {
		return (long) this.errorType.length() + this.errorMessage.length()
				+ ((this.stackTrace != null) ? this.stackTrace.length() : 0)
				+ FailureProperties.characters(this.properties);
	}

	/**
	 * Describe an exception and its causes.
	 * @param exception the exception
	 * @return its description, causes to a depth of 20, long texts cut
	 */
	public static FailureDetails of(Throwable exception) {
		return of(exception, NO_PROPERTIES);
	}

	/**
	 * Describe an exception and its causes.
	 * @param exception the exception
	 * @param properties says what else to keep of each
	 * @return its description, causes to a depth of 20, long texts cut
	 */
	public static FailureDetails of(Throwable exception, ExceptionPropertiesProvider properties) {
		return of(exception, properties, Limits.defaults());
	}

	/**
	 * Describe an exception and its causes. Whatever they do when they are asked, there
	 * is a description.
	 * @param exception the exception
	 * @param properties says what else to keep of each
	 * @param limits how much to keep
	 * @return its description, causes to a depth of 20, long texts cut
	 */
	public static FailureDetails of(Throwable exception, ExceptionPropertiesProvider properties, Limits limits) {
		try {
			FailureDetails failure = new ExceptionDescription(exception, properties).describe();
			return FailureChain.fit(failure, limits.failureCharacters());
		}
		catch (Throwable ex) {
			// An exhausted heap, for instance
			return new FailureDetails(exception.getClass().getName(), "(it cannot be described)", null,
					exception instanceof NonRetriableException, null, Map.of(), FailureText.MAX_LENGTH);
		}
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
		ClassLoader callers = CALLER.getCallerClass().getClassLoader();
		return isSubclass(exceptionType, callers) || isSubclass(exceptionType, exceptionType.getClassLoader())
				|| isSubclass(exceptionType, Thread.currentThread().getContextClassLoader());
	}

	private boolean isSubclass(Class<?> exceptionType, @Nullable ClassLoader loader) {
		try {
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
