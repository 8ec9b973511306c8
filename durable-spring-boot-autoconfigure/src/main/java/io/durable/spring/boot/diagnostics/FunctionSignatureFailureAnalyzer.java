package io.durable.spring.boot.diagnostics;

import io.durable.function.FunctionSignatureException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * {@link AbstractFailureAnalyzer} for a {@link FunctionSignatureException}.
 */
class FunctionSignatureFailureAnalyzer extends AbstractFailureAnalyzer<FunctionSignatureException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, FunctionSignatureException cause) {
		String message = String.valueOf(cause.getMessage());
		// The message ends with the advice, for those who see nothing but a stack trace
		String description = message.substring(0, message.length() - cause.getAction().length()).strip();
		return new FailureAnalysis(description, cause.getAction() + ".", cause);
	}

}
