package io.durable.spring.boot.diagnostics;

import io.durable.jdbc.schema.ReadOnlyDatabaseException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * {@link AbstractFailureAnalyzer} for a {@link ReadOnlyDatabaseException}.
 */
class ReadOnlyDatabaseFailureAnalyzer extends AbstractFailureAnalyzer<ReadOnlyDatabaseException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, ReadOnlyDatabaseException cause) {
		return new FailureAnalysis(
				"The connections to %s are read-only, and a task hub writes.".formatted(cause.getDatabase()),
				"""
						Choose one:
						    - If this is a replica, connect to the primary, for example with targetServerType=primary in \
						the URL of PostgreSQL
						    - Do not set spring.datasource.hikari.read-only, or ACCESS_MODE_DATA=r in the URL of H2
						    - Give the task hub a DataSource of its own that may write, marked @DurableDataSource""",
				cause);
	}

}
