package io.durable.model;

import java.util.OptionalLong;

import io.durable.worker.Residency;

/**
 * What stays in memory between turns.
 */
enum Kind {

	/**
	 * Nothing.
	 */
	OFF,
	/**
	 * Histories.
	 */
	ON,
	/**
	 * Threads.
	 */
	PARKED,
	/**
	 * Histories and threads, evicted at random.
	 */
	RANDOM;

	Residency residency(long seed) {
		return switch (this) {
			case OFF -> Residency.off();
			case ON -> Residency.on();
			case PARKED -> new Residency(1 << 20, 1, 64, OptionalLong.empty());
			case RANDOM -> Residency.random(seed, 4);
		};
	}

}
