package io.durable.worker.partition;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

import io.durable.worker.runtime.WorkerRuntime;

/**
 * The store's clock, estimated: due times are compared with nothing else. Between two
 * readings it advances with this machine's monotonic clock. A reading is as late as its
 * answer may have been under way, so that nothing is due too early; a later reading that
 * took less time mends that. Thread-safe.
 */
public final class HubClock implements InstantSource {

	private final InstantSource store;

	private final WorkerRuntime runtime;

	private volatile Reading reading;

	/**
	 * Create a clock.
	 * @param store reads the store's clock, and waits for nothing but the answer
	 * @param runtime the time between readings
	 */
	public HubClock(InstantSource store, WorkerRuntime runtime) {
		this.store = store;
		this.runtime = runtime;
		this.reading = new Reading(Instant.MIN, runtime.nanoTime());
		// The first may have to open a connection
		synchronize();
		synchronize();
	}

	/**
	 * Read the store's clock.
	 */
	public synchronized void synchronize() {
		long before = this.runtime.nanoTime();
		Instant time = this.store.instant();
		long after = this.runtime.nanoTime();
		// The store's clock showed that time at some moment from before to after
		Instant earliest = time;
		Instant latest = time.plusNanos(after - before);
		Instant estimate = this.reading.at(after);
		boolean fits = !estimate.isBefore(earliest) && !estimate.isAfter(latest);
		this.reading = new Reading(fits ? estimate : earliest, after);
	}

	@Override
	public Instant instant() {
		return this.reading.at(this.runtime.nanoTime());
	}

	/**
	 * What the store's clock shows at least, at a moment of ours.
	 *
	 * @param time the store's time
	 * @param nanoTime our time
	 */
	private record Reading(Instant time, long nanoTime) {

		Instant at(long now) {
			return this.time.plus(Duration.ofNanos(now - this.nanoTime));
		}

	}

}
