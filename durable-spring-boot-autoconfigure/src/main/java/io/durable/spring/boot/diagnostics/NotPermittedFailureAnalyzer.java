package io.durable.spring.boot.diagnostics;

import io.durable.jdbc.schema.NotPermittedException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * {@link AbstractFailureAnalyzer} for a {@link NotPermittedException}.
 */
class NotPermittedFailureAnalyzer extends AbstractFailureAnalyzer<NotPermittedException> {

	private static final String CREATION = """
			Choose one:
			    - Create the schema, and let the user of spring.datasource.username create tables in it
			    - Correct durable.jdbc.table-prefix, or the schema in spring.datasource.url
			    - Create the tables as another user, from classpath:io/durable/jdbc/schema-<platform>.sql, and set \
			durable.jdbc.initialize-schema=never""";

	private static final String USE = """
			Choose one:
			    - Grant SELECT, INSERT, UPDATE and DELETE on the tables of the task hub to the user of \
			spring.datasource.username
			    - Give the task hub a DataSource of its own with another user, marked @DurableDataSource""";

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, NotPermittedException cause) {
		return new FailureAnalysis(String.valueOf(cause.getMessage()), cause.isCreation() ? CREATION : USE, cause);
	}

}
