package io.durable.worker;

import java.time.Duration;

import io.durable.api.Times;
import io.durable.worker.activity.ActivityRunner;
import io.durable.worker.partition.Partition;
import io.durable.worker.partition.PartitionKeeper;
import io.durable.worker.partition.Partitions;
import io.durable.worker.runtime.WorkerRuntime;

/**
 * The end of a worker: each partition is handed over as soon as nothing runs for it.
 */
final class WorkerStop {

	// How long a stop waits for the commit of the last turns, when it is in a hurry and
	// when it is not
	private static final Duration HURRY = Duration.ofMillis(300);

	private static final Duration LAST_TURNS = Duration.ofSeconds(5);

	private static final Duration LOOK_EVERY = Duration.ofMillis(5);

	private final Partitions partitions;

	private final PartitionKeeper keeper;

	private final ActivityRunner activities;

	private final WorkerRuntime runtime;

	WorkerStop(Partitions partitions, PartitionKeeper keeper, ActivityRunner activities, WorkerRuntime runtime) {
		this.partitions = partitions;
		this.keeper = keeper;
		this.activities = activities;
		this.runtime = runtime;
	}

	/**
	 * Hand over what can be handed over in time.
	 * @param grace how long to wait for running activities
	 */
	void drain(Duration grace) {
		this.keeper.leave();
		this.partitions.all().forEach(Partition::drain);
		this.keeper.closed();
		awaitReleased(grace);
		this.activities.abandon();
		this.partitions.all().forEach(Partition::close);
		this.keeper.closed();
		awaitReleased(grace.isZero() ? HURRY : LAST_TURNS);
	}

	private void awaitReleased(Duration timeout) {
		long end = this.runtime.nanoTime() + Times.waitNanos(timeout);
		boolean mayWait = true;
		while (mayWait && !this.partitions.isEmpty() && this.runtime.nanoTime() < end) {
			// One that was just being taken too
			this.partitions.all().forEach(Partition::drain);
			mayWait = this.runtime.pause(LOOK_EVERY);
		}
	}

}
