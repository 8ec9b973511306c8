package io.durable.model;

import io.durable.api.NonRetriableException;

/**
 * Thrown where a program is to fail for good.
 */
final class FinalProgramFailure extends NonRetriableException {

	FinalProgramFailure(String message) {
		super(message);
	}

}
