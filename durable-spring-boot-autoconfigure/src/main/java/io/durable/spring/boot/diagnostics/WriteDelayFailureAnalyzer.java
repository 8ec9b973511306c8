package io.durable.spring.boot.diagnostics;

import io.durable.jdbc.dialect.WriteDelayException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * {@link AbstractFailureAnalyzer} for a {@link WriteDelayException}.
 */
class WriteDelayFailureAnalyzer extends AbstractFailureAnalyzer<WriteDelayException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, WriteDelayException cause) {
		return new FailureAnalysis("""
				H2 did not allow the task hub to run CHECKPOINT on %s. H2 writes commits to disk with a delay by \
				default, so that orchestrations already acknowledged would be lost if the process is killed."""
			.formatted(cause.getDatabase()), """
					CHECKPOINT needs admin rights. Choose one:
					    - Connect as an admin, or make the user one, once: ALTER USER <name> ADMIN TRUE
					    - Give the task hub a database of its own, with a DataSource bean marked @DurableDataSource""",
				cause);
	}

}
