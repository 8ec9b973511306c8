package io.durable.spring.boot.diagnostics;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * {@link AbstractFailureAnalyzer} for a {@link NoDataSourceException}.
 */
class NoDataSourceFailureAnalyzer extends AbstractFailureAnalyzer<NoDataSourceException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, NoDataSourceException cause) {
		return new FailureAnalysis(cause.getMessage() + ".",
				cause.getCandidates().isEmpty() ? """
						Choose one:
						    - Set spring.datasource.url and add the JDBC driver, for example com.h2database:h2 and \
						jdbc:h2:file:./data/durable
						    - Declare a DataSource bean
						    - Switch durable orchestrations off with durable.enabled=false"""
						: """
								Mark the one that keeps the task hub with @DurableDataSource, or the application's main one with @Primary. \
								Starts join the transactions of that DataSource only.""",
				cause);
	}

}
