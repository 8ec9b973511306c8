package io.durable.spring.boot.diagnostics;

import io.durable.jdbc.schema.SchemaVersionException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * {@link AbstractFailureAnalyzer} for a {@link SchemaVersionException}.
 */
class SchemaVersionFailureAnalyzer extends AbstractFailureAnalyzer<SchemaVersionException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, SchemaVersionException cause) {
		String action = (cause.getFound() > cause.getExpected())
				? "A newer version of the library has upgraded these tables. Use that version in this application too."
				: "Upgrade the tables with the migration scripts of the library, or use the version of the library that "
						+ "made them.";
		return new FailureAnalysis(cause.getMessage() + ".", action, cause);
	}

}
