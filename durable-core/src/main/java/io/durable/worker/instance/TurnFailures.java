package io.durable.worker.instance;

import java.time.Duration;

import io.durable.store.InDoubtException;
import org.jspecify.annotations.Nullable;

/**
 * How often the turns of an instance have failed in a row, and what to do about it. Used
 * by whoever has the instance's turn.
 */
final class TurnFailures {

	/**
	 * The pause after a failure of the store, which says nothing about the instance.
	 */
	static final Duration STORE_PAUSE = Duration.ofMillis(250);

	private static final int MAX_COMPUTING = 6;

	private static final int ALONE_FROM = 3;

	private static final int MAX_COMMITTING = 8;

	private static final int MAX_IN_DOUBT = 24;

	private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

	/**
	 * The pause between tries of what does not seem to succeed.
	 */
	static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

	private int computing;

	private int committing;

	void clear() {
		this.computing = 0;
		this.committing = 0;
	}

	/**
	 * A turn could not be computed.
	 * @return how long to wait before the next try
	 */
	Duration computing() {
		this.computing++;
		return pause((this.computing > MAX_COMPUTING) ? Integer.SIZE : this.computing);
	}

	/**
	 * A turn could not be committed.
	 * @return how long to wait before the next try
	 */
	Duration committing() {
		this.committing++;
		return (this.committing < ALONE_FROM) ? Duration.ZERO : pause(this.committing - ALONE_FROM);
	}

	private static Duration pause(int doublings) {
		Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(doublings, 10));
		return (pause.compareTo(LONGEST_PAUSE) < 0) ? pause : LONGEST_PAUSE;
	}

	/**
	 * Return whether the next turn is to be committed without others.
	 * @return {@code true} if it has failed with others
	 */
	boolean isAlone() {
		return this.committing >= ALONE_FROM;
	}

	/**
	 * Return why the instance is to be parked now.
	 * @param failure why the last turn could not be computed or committed, or
	 * {@code null}
	 * @return the reason, or {@code null} as long as it is tried again
	 */
	@Nullable String notCommitted(@Nullable Throwable failure) {
		// A commit in doubt says little about the turn: whoever cuts connections hits all
		int max = (failure instanceof InDoubtException) ? MAX_IN_DOUBT : MAX_COMMITTING;
		if (this.committing == max) {
			return ("Its turns could not be committed, %d times in a row, although the store answers%s. Mend that and resume "
					+ "it, or terminate it.")
				.formatted(max, (failure != null) ? ": " + failure : "");
		}
		return null;
	}

	/**
	 * Return why the instance is to be parked now.
	 * @param failure why the last turn could not be computed
	 * @return the reason, or {@code null} as long as it is tried again
	 */
	@Nullable String notComputed(Throwable failure) {
		if (this.computing != MAX_COMPUTING) {
			return null;
		}
		// Without the message, which may hold data of the application
		return ("Its turn could not be computed, %d times in a row: %s. The log has the details. "
				+ "If memory was short, give the application more and resume it.")
			.formatted(MAX_COMPUTING,
					((failure.getCause() != null) ? failure.getCause() : failure).getClass().getName());
	}

}
