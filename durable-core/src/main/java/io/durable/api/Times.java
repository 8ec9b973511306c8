package io.durable.api;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

import org.jspecify.annotations.Nullable;

/**
 * Times as they are stored, in whole milliseconds, and arithmetic with times and
 * durations of callers: it saturates, so that {@code Instant.MAX} or
 * {@code ChronoUnit.FOREVER.getDuration()} mean what they say.
 */
public final class Times {

	/**
	 * The earliest time that every supported database can store.
	 */
	public static final Instant MIN = Instant.parse("0001-01-01T00:00:00Z");

	/**
	 * The latest time that every supported database can store.
	 */
	public static final Instant MAX = Instant.parse("9999-12-31T23:59:59.999Z");

	// Longer than any process lives, and short enough to be counted in nanoseconds
	private static final Duration LONGEST_WAIT = Duration.ofDays(100 * 365);

	private static final Duration LONGEST = Duration.between(MIN, MAX);

	private Times() {
	}

	/**
	 * Cut a time to milliseconds, as what it is compared with was cut.
	 * @param time the time, or {@code null}
	 * @return the time that can be stored
	 */
	public static @Nullable Instant floorIfAny(@Nullable Instant time) {
		return (time != null) ? floor(time) : null;
	}

	/**
	 * Cut a time to milliseconds.
	 * @param time the time
	 * @return the time that can be stored
	 */
	public static Instant floor(Instant time) {
		return clamp(time).truncatedTo(ChronoUnit.MILLIS);
	}

	/**
	 * Round up to milliseconds, so that nothing is due too early.
	 * @param time the time
	 * @return the time that can be stored
	 */
	public static Instant ceiling(Instant time) {
		Instant clamped = clamp(time);
		Instant truncated = clamped.truncatedTo(ChronoUnit.MILLIS);
		return truncated.equals(clamped) ? clamped : truncated.plusMillis(1);
	}

	/**
	 * Add a duration to a time.
	 * @param time the time
	 * @param duration the duration, which may be negative
	 * @return the time that can be stored
	 */
	public static Instant plus(Instant time, Duration duration) {
		Instant clamped = clamp(time);
		if (duration.compareTo(LONGEST) > 0) {
			return MAX;
		}
		return (duration.compareTo(LONGEST.negated()) < 0) ? MIN : clamp(clamped.plus(duration));
	}

	/**
	 * Return the milliseconds of a duration.
	 * @param duration the duration
	 * @return the number of milliseconds, at most those of all times that can be stored
	 */
	public static long millis(Duration duration) {
		return shorter(duration, LONGEST).toMillis();
	}

	/**
	 * Return the nanoseconds of a wait.
	 * @param duration how long to wait
	 * @return the number of nanoseconds, of which a hundred years are for ever
	 */
	public static long waitNanos(Duration duration) {
		return duration.isNegative() ? 0 : shorter(duration, LONGEST_WAIT).toNanos();
	}

	/**
	 * Shorten what is as good as for ever, so that it can be counted in nanoseconds.
	 * @param duration how long to wait
	 * @return the duration, at most a hundred years
	 */
	public static Duration bounded(Duration duration) {
		return shorter(duration, LONGEST_WAIT);
	}

	/**
	 * Return a duration that is within what can be counted.
	 * @param duration the duration
	 * @param longest the longest that there may be
	 * @return the shorter one
	 */
	public static Duration shorter(Duration duration, Duration longest) {
		if (duration.compareTo(longest) > 0) {
			return longest;
		}
		return (duration.compareTo(longest.negated()) < 0) ? longest.negated() : duration;
	}

	private static Instant clamp(Instant time) {
		return time.isAfter(MAX) ? MAX : (time.isBefore(MIN) ? MIN : time);
	}

}
