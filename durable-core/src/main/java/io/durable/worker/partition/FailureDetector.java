package io.durable.worker.partition;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Decides which nodes may be dead: those whose beat has stood still for longer than a
 * lease, as looks have found that were made in time. A node is seen when a look finds a
 * beat of its for the first time, from the end of that look on; each further look that
 * finds the same beat shows that it stood still up to the beginning of that look. Looks
 * are late if one lasts longer than half a lease, or begins later than that after the
 * last: whoever was held up, the observer or the store, the others may have been too, so
 * that all nodes count as just seen. Pure: time is an argument, in nanoseconds of the
 * observer's monotonic clock. Not thread-safe.
 */
final class FailureDetector {

	private static final int LEAST_LOOKS = 2;

	private final long lease;

	private final Map<String, Seen> nodes = new HashMap<>();

	private boolean hasLooked;

	private long lastLook;

	FailureDetector(Duration lease) {
		this.lease = lease.toNanos();
	}

	/**
	 * Take in what a look has found.
	 * @param beats the beats of all nodes
	 * @param begin the time before the look
	 * @param end the time after it
	 */
	void look(Map<String, Long> beats, long begin, long end) {
		if (isLate(begin, end)) {
			this.nodes.clear();
		}
		this.hasLooked = true;
		this.lastLook = end;
		this.nodes.keySet().retainAll(beats.keySet());
		beats.forEach((node, beat) -> this.nodes.merge(node, new Seen(beat, end, 0, 0),
				(before, now) -> (before.beat() == beat) ? before.again(begin) : now));
	}

	private boolean isLate(long begin, long end) {
		return !this.hasLooked || end - begin > this.lease / 2 || begin - this.lastLook > this.lease / 2;
	}

	/**
	 * Return the nodes that are dead as of the last look.
	 * @return their beats
	 */
	Map<String, Long> dead() {
		Map<String, Long> dead = new TreeMap<>();
		this.nodes.forEach((node, seen) -> {
			if (seen.looks() >= LEAST_LOOKS && seen.stoodFor() > this.lease) {
				dead.put(node, seen.beat());
			}
		});
		return dead;
	}

	/**
	 * A node with the beat that was seen last.
	 *
	 * @param beat the beat
	 * @param since the end of the look that saw it first
	 * @param looks how many looks in time have seen it again
	 * @param stoodFor for how long it certainly stood
	 */
	private record Seen(long beat, long since, int looks, long stoodFor) {

		Seen again(long begin) {
			return new Seen(this.beat, this.since, this.looks + 1, begin - this.since);
		}

	}

}
