package io.durable.engine;

/**
 * A turn exceeds a limit: nothing that it did may be committed. Never seen by the
 * orchestrator's code.
 */
final class TurnRefusedException extends Exception {

	TurnRefusedException(String reason) {
		super(reason, null, false, false);
	}

}
