package io.durable.spring.boot.diagnostics;

import io.durable.function.DuplicateFunctionException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.util.StringUtils;

/**
 * {@link AbstractFailureAnalyzer} for a {@link DuplicateFunctionException}.
 */
class DuplicateFunctionFailureAnalyzer extends AbstractFailureAnalyzer<DuplicateFunctionException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, DuplicateFunctionException cause) {
		return new FailureAnalysis(cause.getMessage() + ".",
				"""
						Give one of them another name, as in @%s("AnotherName"). If both are the same method, its class is a bean \
						twice: remove one."""
					.formatted(StringUtils.capitalize(cause.getKind())),
				cause);
	}

}
