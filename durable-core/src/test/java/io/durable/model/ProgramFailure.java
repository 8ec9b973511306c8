package io.durable.model;

/**
 * Thrown where a program is to fail.
 */
class ProgramFailure extends RuntimeException {

	ProgramFailure(String message) {
		super(message);
	}

}
