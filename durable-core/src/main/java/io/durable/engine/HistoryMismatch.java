package io.durable.engine;

/**
 * The orchestrator does something else than its history says. Never seen by its code.
 */
final class HistoryMismatch extends Exception {

	HistoryMismatch(String difference) {
		super(difference, null, false, false);
	}

}
