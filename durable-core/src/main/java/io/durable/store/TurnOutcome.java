package io.durable.store;

import org.jspecify.annotations.Nullable;

/**
 * What became of a turn.
 *
 * @param kind the outcome
 * @param reason why it was rejected, or {@code null}
 */
public record TurnOutcome(Kind kind, @Nullable String reason) {

	/**
	 * The turn is committed.
	 */
	public static final TurnOutcome COMMITTED = new TurnOutcome(Kind.COMMITTED, null);

	/**
	 * The partition has another owner.
	 */
	public static final TurnOutcome LEASE_LOST = new TurnOutcome(Kind.LEASE_LOST, null);

	/**
	 * The instance is not as the turn took it to be: it must be loaded anew.
	 */
	public static final TurnOutcome STALE = new TurnOutcome(Kind.STALE, null);

	public static TurnOutcome rejected(String reason) {
		return new TurnOutcome(Kind.REJECTED, reason);
	}

	/**
	 * The kinds of outcome.
	 */
	public enum Kind {

		/**
		 * The turn is committed.
		 */
		COMMITTED,

		/**
		 * The partition has another owner: nothing of it may be written.
		 */
		LEASE_LOST,

		/**
		 * A history key existed, or a message that the turn consumed was gone.
		 */
		STALE,

		/**
		 * The turn, tried alone, has data that the store cannot take.
		 */
		REJECTED

	}

}
