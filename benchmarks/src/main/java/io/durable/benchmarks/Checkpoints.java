package io.durable.benchmarks;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import io.durable.worker.WorkerListener;

/**
 * Counts checkpoints and their turns.
 */
final class Checkpoints implements WorkerListener {

	private final AtomicLong checkpoints = new AtomicLong();

	private final AtomicLong turns = new AtomicLong();

	@Override
	public void checkpointCommitted(int committed, Duration duration) {
		this.checkpoints.incrementAndGet();
		this.turns.addAndGet(committed);
	}

	void reset() {
		this.checkpoints.set(0);
		this.turns.set(0);
	}

	double turnsEach() {
		return this.turns.get() / (double) Math.max(1, this.checkpoints.get());
	}

}
