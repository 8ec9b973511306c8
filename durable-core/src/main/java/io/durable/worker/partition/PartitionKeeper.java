package io.durable.worker.partition;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import io.durable.store.PartitionLeases;
import io.durable.store.TransientStoreException;
import io.durable.store.lease.LeaseView;
import io.durable.store.lease.PartitionLease;
import io.durable.store.lease.PartitionOwnership;
import io.durable.worker.runtime.Loop;
import io.durable.worker.runtime.Report;
import io.durable.worker.runtime.WorkerRuntime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this node's lease alive, and looks at the same time which partitions are free or
 * have a dead owner. Nothing of a beat waits for anything but the answer of the store;
 * what is to be taken or given back is left to {@link PartitionMover}. A node that cannot
 * beat resigns from nothing: either the next beat finds that its partitions are still its
 * own, or that others have them.
 */
public final class PartitionKeeper {

	private static final Logger logger = LoggerFactory.getLogger(PartitionKeeper.class);

	private static final int BEATS_PER_LEASE = 4;

	private final PartitionLeases leases;

	private final Partitions partitions;

	private final String holder;

	private final Duration leaseDuration;

	private final HubClock clock;

	private final WorkerRuntime runtime;

	private final FailureDetector detector;

	private final PartitionMover mover;

	private final Loop loop;

	// The beginning of the last beat that was accepted with a look after it
	private long lastRound;

	// As above, but for the first after a silence
	private volatile long lastBeat;

	private volatile long nextBeat;

	/**
	 * Create a keeper.
	 * @param leases who owns what
	 * @param partitions what this node owns
	 * @param nodeId names this node
	 * @param leaseDuration how long a node's beat may stand still
	 * @param runtime the time
	 * @param onTaken takes over partitions
	 * @param clock reads the store's clock after each beat
	 */
	public PartitionKeeper(PartitionLeases leases, Partitions partitions, String nodeId, Duration leaseDuration,
			WorkerRuntime runtime, Consumer<List<PartitionLease>> onTaken, HubClock clock) {
		this.leases = leases;
		this.partitions = partitions;
		// A restarted node is another holder: it may not pass for its predecessor
		this.holder = nodeId + "#" + Long.toHexString(runtime.randomLong() | Long.MIN_VALUE).substring(8);
		this.leaseDuration = leaseDuration;
		this.runtime = runtime;
		this.clock = clock;
		this.detector = new FailureDetector(leaseDuration);
		this.mover = new PartitionMover(leases, partitions, this.holder, leaseDuration, runtime, onTaken);
		this.nextBeat = runtime.nanoTime();
		this.lastBeat = this.nextBeat;
		this.lastRound = this.nextBeat;
		this.loop = runtime.loop("durable-leases", "renew the lease of this node", this::round);
	}

	public void start() {
		try {
			beat();
			this.mover.move();
		}
		catch (TransientStoreException ex) {
			Report.warn(logger, "Partitions cannot be taken yet, it is tried again: {}", ex.getMessage());
		}
		catch (Throwable ex) {
			Report.error(logger, "Partitions cannot be taken yet, it is tried again", ex);
		}
		this.loop.start();
		this.mover.start();
	}

	private Duration round() {
		if (this.nextBeat - this.runtime.nanoTime() <= 0) {
			beat();
		}
		return Duration.ofNanos(Math.max(0, this.nextBeat - this.runtime.nanoTime()));
	}

	private void beat() {
		long begin = this.runtime.nanoTime();
		this.leases.beat(this.holder);
		LeaseView view = this.leases.look();
		this.detector.look(view.beats(), begin, this.runtime.nanoTime());
		dropLost(view.owners());
		// Who takes over a node that was silent may have read its beats before this one,
		// and have committed after this look: the next look shows it
		if (begin - this.lastRound <= this.leaseDuration.toNanos()) {
			this.lastBeat = begin;
		}
		this.lastRound = begin;
		this.mover.found(view, this.detector.dead());
		this.clock.synchronize();
		// From the beginning on: however long a beat takes, the next one is not later
		this.nextBeat = begin + this.leaseDuration.dividedBy(BEATS_PER_LEASE).toNanos();
	}

	// A lease that is newer than the look was taken meanwhile
	private void dropLost(Collection<PartitionOwnership> owners) {
		Map<Integer, Long> epochs = owners.stream()
			.collect(Collectors.toMap(PartitionOwnership::partition, PartitionOwnership::epoch));
		for (PartitionLease lease : this.partitions.leases()) {
			if (epochs.getOrDefault(lease.partition(), Long.MAX_VALUE) > lease.epoch()) {
				Report.warn(logger, "The partition {} has another owner now", lease.partition());
				this.partitions.drop(lease);
			}
		}
	}

	/**
	 * Return whether others may have taken the partitions of this node over, for all that
	 * it knows: its beat was not accepted for a lease time.
	 * @return {@code true} if it should begin nothing that they would begin too
	 */
	public boolean isInDoubt() {
		return this.runtime.nanoTime() - this.lastBeat > this.leaseDuration.toNanos();
	}

	/**
	 * Look for free partitions now.
	 */
	public void wake() {
		this.nextBeat = this.runtime.nanoTime();
		this.loop.wake();
	}

	/**
	 * Hand over a partition that is closed: soon, on a thread of its own.
	 */
	public void closed() {
		this.mover.wake();
	}

	/**
	 * Take nothing more: this node is about to leave.
	 */
	public void leave() {
		this.mover.leave();
	}

	/**
	 * Give a partition up that does not advance here, so that another node goes on with
	 * it. If there is none, this one starts anew.
	 * @param partition the partition
	 */
	public void giveUp(Partition partition) {
		this.mover.giveUp(partition);
		this.mover.wake();
		wake();
	}

	/**
	 * Stop, and give everything back, so that another node goes on at once. The beat goes
	 * on until that is done.
	 */
	public void stop() {
		try {
			this.mover.stop();
		}
		catch (Throwable ex) {
			Report.warn(logger,
					"The partitions of the node {} could not be given back, they are free when it has left: {}",
					this.holder, ex.toString());
		}
		this.loop.stop();
		try {
			this.leases.leave(this.holder);
		}
		catch (Throwable ex) {
			Report.warn(logger, "The node {} could not leave, others wait until its lease expires: {}", this.holder,
					ex.toString());
		}
	}

}
