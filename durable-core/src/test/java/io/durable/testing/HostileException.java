package io.durable.testing;

/**
 * An exception that throws whatever it is asked.
 */
public final class HostileException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	public HostileException() {
		super("hostile");
	}

	@Override
	public String getMessage() {
		throw new AssertionError("no message");
	}

	@Override
	public StackTraceElement[] getStackTrace() {
		throw new IllegalStateException("no trace");
	}

	@Override
	public synchronized Throwable getCause() {
		throw new StackOverflowError("no cause");
	}

	@Override
	public String toString() {
		throw new IllegalStateException("no text");
	}

}
