package io.durable.engine;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The stored precision of times: what an orchestrator sees must be what is stored.
 */
final class Timestamps {

	/**
	 * The latest time that every supported database can store.
	 */
	static final Instant MAX = Instant.parse("9999-12-31T23:59:59.999Z");

	private Timestamps() {
	}

	/**
	 * Round up to milliseconds, so that nothing is due too early.
	 * @param time the time
	 * @return the time in whole milliseconds, at most {@link #MAX}
	 */
	static Instant ceiling(Instant time) {
		if (time.isAfter(MAX)) {
			return MAX;
		}
		Instant truncated = time.truncatedTo(ChronoUnit.MILLIS);
		return truncated.equals(time) ? time : truncated.plusMillis(1);
	}

}
