package io.durable.worker;

import java.util.OptionalLong;

/**
 * What stays in memory between the turns of an instance. An orchestrator cannot tell the
 * difference.
 *
 * @param maxHistoryBytes how much memory the cached histories may take, about; zero to
 * read the history from the store for every turn
 * @param residentFrom from how many history events on the orchestrator's thread is kept
 * instead of replaying
 * @param maxResidentThreads how many threads are kept at most
 * @param randomSeed to evict at random before turns, for tests
 */
public record Residency(long maxHistoryBytes, int residentFrom, int maxResidentThreads, OptionalLong randomSeed) {

	private static final long DEFAULT_BYTES = 64L * 1024 * 1024;

	/**
	 * Nothing stays: every turn reads and replays the history.
	 * @return no residency
	 */
	public static Residency off() {
		return new Residency(0, Integer.MAX_VALUE, 0, OptionalLong.empty());
	}

	/**
	 * The default: short histories are replayed from memory, the threads of longer ones
	 * are kept.
	 * @return full residency
	 */
	public static Residency on() {
		return new Residency(DEFAULT_BYTES, 64, 256, OptionalLong.empty());
	}

	/**
	 * Evict at random, for tests.
	 * @param seed the seed
	 * @param residentFrom from how many events on threads are kept
	 * @return random residency
	 */
	public static Residency random(long seed, int residentFrom) {
		return new Residency(DEFAULT_BYTES, residentFrom, 256, OptionalLong.of(seed));
	}

}
