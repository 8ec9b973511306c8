package io.durable.engine.feed;

/**
 * The orchestrator does something else than its history says. Never seen by its code.
 */
public final class HistoryMismatch extends Exception {

	HistoryMismatch(String difference) {
		super(difference, null, false, false);
	}

}
