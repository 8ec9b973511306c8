package io.durable.worker.runtime;

/**
 * Repeats a step until it is stopped. Whatever the step throws, it is repeated.
 * Thread-safe.
 */
public interface Loop {

	void start();

	/**
	 * Run the step now instead of at the end of its pause.
	 */
	void wake();

	boolean isStopped();

	/**
	 * Stop, and wait some seconds for the end of a step that is under way. It is
	 * interrupted only if it does not end: an interrupt in the middle of a write makes an
	 * embedded H2 close the database.
	 */
	void stop();

}
