package io.durable.spring.boot.diagnostics;

import java.util.List;

/**
 * There is no {@link javax.sql.DataSource} for the task hub, or more than one.
 */
public class NoDataSourceException extends RuntimeException {

	private final List<String> candidates;

	/**
	 * Create the exception.
	 * @param candidates the names of the beans that could be meant, empty if there are
	 * none
	 */
	public NoDataSourceException(List<String> candidates) {
		super(candidates.isEmpty() ? "The task hub needs a DataSource, and there is no such bean"
				: "The task hub needs a DataSource, and there are several: " + String.join(", ", candidates));
		this.candidates = List.copyOf(candidates);
	}

	/**
	 * Return the beans that could be meant.
	 * @return their names
	 */
	public List<String> getCandidates() {
		return this.candidates;
	}

}
