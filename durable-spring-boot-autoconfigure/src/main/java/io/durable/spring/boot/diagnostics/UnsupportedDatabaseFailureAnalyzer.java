package io.durable.spring.boot.diagnostics;

import io.durable.jdbc.dialect.UnsupportedDatabaseException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * {@link AbstractFailureAnalyzer} for an {@link UnsupportedDatabaseException}.
 */
class UnsupportedDatabaseFailureAnalyzer extends AbstractFailureAnalyzer<UnsupportedDatabaseException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, UnsupportedDatabaseException cause) {
		return new FailureAnalysis(
				"A task hub cannot be kept in %s: H2 and PostgreSQL are supported.".formatted(cause.getProduct()), """
						Choose one:
						    - Use H2 or PostgreSQL for the application
						    - Give the task hub a database of its own, with a DataSource bean marked @DurableDataSource
						    - Switch durable orchestrations off with durable.enabled=false""", cause);
	}

}
