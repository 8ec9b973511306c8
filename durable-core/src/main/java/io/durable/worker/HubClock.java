package io.durable.worker;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

import io.durable.store.WorkerStore;

/**
 * The store's clock, estimated: due times are compared with nothing else. Between two
 * readings it advances with this machine's monotonic clock. Thread-safe.
 */
final class HubClock implements InstantSource {

	private final WorkerStore store;

	private volatile Reading reading;

	HubClock(WorkerStore store) {
		this.store = store;
		this.reading = read();
	}

	/**
	 * Read the store's clock.
	 */
	void synchronize() {
		this.reading = read();
	}

	private Reading read() {
		long before = System.nanoTime();
		Instant time = this.store.currentTime();
		long middle = before + (System.nanoTime() - before) / 2;
		return new Reading(time, middle);
	}

	@Override
	public Instant instant() {
		Reading last = this.reading;
		return last.time().plus(Duration.ofNanos(System.nanoTime() - last.nanoTime()));
	}

	private record Reading(Instant time, long nanoTime) {

	}

}
