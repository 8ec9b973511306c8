package io.durable.spring.boot.diagnostics;

import io.durable.jdbc.schema.PoolTooSmallException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * {@link AbstractFailureAnalyzer} for a {@link PoolTooSmallException}.
 */
class PoolTooSmallFailureAnalyzer extends AbstractFailureAnalyzer<PoolTooSmallException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, PoolTooSmallException cause) {
		return new FailureAnalysis("""
				The connection pool has a maximum size of %d. The task hub keeps %d for as long as it runs, and needs \
				others for moments.""".formatted(cause.getSize(), cause.getKept()), """
				Choose one:
				    - Raise the size of the pool (spring.datasource.hikari.maximum-pool-size) to %d and as many more \
				as the application itself uses at the same time
				    - Give the task hub a pool of its own, with a DataSource bean marked @DurableDataSource"""
			.formatted(cause.getKept() + 4), cause);
	}

}
