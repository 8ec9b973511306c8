package io.durable.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.durable.worker.partition.Partition;
import io.durable.worker.partition.Partitions;
import io.durable.worker.runtime.WorkerRuntime;

/**
 * Notices partitions in which a turn waits, but none has been committed for a lease,
 * whatever the reason. Only tells: what is to be given up is another's decision. Checked
 * by one thread, read by any.
 */
final class StallWatch {

	private final Partitions partitions;

	private final WorkerRuntime runtime;

	private final long leaseNanos;

	private final Map<Partition, Seen> seen = new HashMap<>();

	private long lastCheck;

	private volatile List<StalledPartition> stalled = List.of();

	StallWatch(Partitions partitions, WorkerRuntime runtime, Duration lease) {
		this.partitions = partitions;
		this.runtime = runtime;
		this.leaseNanos = lease.toNanos();
		this.lastCheck = runtime.nanoTime();
	}

	/**
	 * Look at all partitions, twice in a lease.
	 */
	void check() {
		long now = this.runtime.nanoTime();
		if (now - this.lastCheck < this.leaseNanos / 2) {
			return;
		}
		this.lastCheck = now;
		List<StalledPartition> found = new ArrayList<>();
		this.seen.keySet().retainAll(this.partitions.all());
		for (Partition partition : this.partitions.all()) {
			long turns = partition.committedTurns();
			Seen before = this.seen.get(partition);
			if (before == null || before.turns() != turns) {
				this.seen.put(partition, new Seen(turns, now));
			}
			else if (now - before.at() >= this.leaseNanos && partition.longestWait(now) > this.leaseNanos) {
				found.add(new StalledPartition(partition.partition(), Duration.ofNanos(partition.longestWait(now))));
			}
		}
		this.stalled = List.copyOf(found);
	}

	List<StalledPartition> stalled() {
		return this.stalled;
	}

	/**
	 * What was seen of a partition.
	 *
	 * @param turns how many turns it had committed
	 * @param at since when
	 */
	private record Seen(long turns, long at) {

	}

}
