package io.durable.jdbc.worker;

import java.util.List;

import io.durable.jdbc.codec.EncodedTurn;

/**
 * Rows were not as turns took them to be.
 */
final class StaleTurnsException extends RuntimeException {

	private final transient List<EncodedTurn> turns;

	private StaleTurnsException(List<EncodedTurn> turns) {
		super("Stale turns of " + turns.stream().map(EncodedTurn::instanceId).toList(), null, false, false);
		this.turns = turns;
	}

	static void throwIfAny(List<EncodedTurn> turns) {
		if (!turns.isEmpty()) {
			throw new StaleTurnsException(turns);
		}
	}

	List<EncodedTurn> getTurns() {
		return this.turns;
	}

}
