package io.durable.spring.boot.diagnostics;

import io.durable.spring.boot.registration.InvalidFunctionException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * {@link AbstractFailureAnalyzer} for an {@link InvalidFunctionException}.
 */
class InvalidFunctionFailureAnalyzer extends AbstractFailureAnalyzer<InvalidFunctionException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidFunctionException cause) {
		return new FailureAnalysis(cause.getDescription() + ".", cause.getAction(), cause);
	}

}
