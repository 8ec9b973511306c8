package io.durable.api;

import java.util.List;

/**
 * One or more tasks of an {@code allOf} failed. Thrown when all of them have ended.
 */
public class CompositeTaskFailedException extends RuntimeException {

	private final List<Exception> exceptions;

	public CompositeTaskFailedException(int tasks, List<? extends Exception> exceptions) {
		super("%d out of %d tasks failed with an exception. See the exceptions list for details."
			.formatted(exceptions.size(), tasks), exceptions.get(0));
		this.exceptions = List.copyOf(exceptions);
	}

	/**
	 * Return the failures, in the order of the tasks.
	 * @return the failures
	 */
	public List<Exception> getExceptions() {
		return this.exceptions;
	}

}
