package io.durable.worker.partition;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import io.durable.store.WorkerStore;
import io.durable.worker.runtime.Report;
import io.durable.worker.runtime.WorkerRuntime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owning a partition means advancing it: one in which a turn waits, but none is committed
 * although the store answers, is given up. Not thread-safe.
 */
public final class ProgressWatch {

	private static final Logger logger = LoggerFactory.getLogger(ProgressWatch.class);

	private static final int LEASES_WITHOUT_PROGRESS = 3;

	private final Partitions partitions;

	private final PartitionKeeper keeper;

	private final WorkerStore store;

	private final WorkerRuntime runtime;

	private final long leaseNanos;

	private final Map<Partition, Long> committed = new HashMap<>();

	private long lastCheck;

	private boolean storeAnswers;

	/**
	 * Create a watch.
	 * @param partitions what is owned
	 * @param keeper gives up
	 * @param store is asked whether it answers
	 * @param runtime the time
	 * @param lease the lease
	 */
	public ProgressWatch(Partitions partitions, PartitionKeeper keeper, WorkerStore store, WorkerRuntime runtime,
			Duration lease) {
		this.partitions = partitions;
		this.keeper = keeper;
		this.store = store;
		this.runtime = runtime;
		this.leaseNanos = lease.toNanos();
		this.lastCheck = runtime.nanoTime();
	}

	/**
	 * Look at all partitions, once in a lease.
	 */
	public void check() {
		long now = this.runtime.nanoTime();
		if (now - this.lastCheck < this.leaseNanos) {
			return;
		}
		this.lastCheck = now;
		boolean answeredBefore = this.storeAnswers;
		this.storeAnswers = false;
		this.store.currentTime();
		this.storeAnswers = true;
		this.committed.keySet().retainAll(this.partitions.all());
		for (Partition partition : this.partitions.all()) {
			long turns = partition.committedTurns();
			Long before = this.committed.put(partition, turns);
			boolean stands = answeredBefore && before != null && before == turns;
			if (stands && partition.longestWait(now) > LEASES_WITHOUT_PROGRESS * this.leaseNanos) {
				Report.error(logger,
						"The partition {} does not advance: turns wait, but none has been committed for {} s "
								+ "although the store answers. It is given up",
						partition.partition(), Duration.ofNanos(partition.longestWait(now)).toSeconds());
				this.keeper.giveUp(partition);
			}
		}
	}

}
