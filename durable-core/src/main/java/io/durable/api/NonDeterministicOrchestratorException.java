package io.durable.api;

/**
 * The orchestrator did something else than its history says.
 */
public class NonDeterministicOrchestratorException extends RuntimeException {

	public NonDeterministicOrchestratorException(String message) {
		super(message);
	}

}
