package io.durable.spring.boot.web;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Analyzes a {@link MappingCollisionException}.
 */
class MappingCollisionFailureAnalyzer extends AbstractFailureAnalyzer<MappingCollisionException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, MappingCollisionException cause) {
		return new FailureAnalysis(cause.getMessage(),
				("Give one of them another path: change the application's mapping, or set %s. "
						+ "To do without the HTTP API set durable.http.enabled=false%s.")
					.formatted(cause.property(),
							cause.property().endsWith("starter-path")
									? ", and durable.http.starter-enabled=false to do without this part of it" : ""),
				cause);
	}

}
