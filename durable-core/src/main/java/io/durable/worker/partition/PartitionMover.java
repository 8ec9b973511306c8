package io.durable.worker.partition;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import io.durable.store.PartitionLeases;
import io.durable.store.lease.LeaseView;
import io.durable.store.lease.PartitionLease;
import io.durable.store.lease.PartitionOwnership;
import io.durable.worker.runtime.Loop;
import io.durable.worker.runtime.Report;
import io.durable.worker.runtime.WorkerRuntime;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes partitions and gives them back, all that there are with one change, on a thread
 * of its own: it may wait for a connection of the pool, and the beat must not.
 */
final class PartitionMover {

	private static final Logger logger = LoggerFactory.getLogger(PartitionMover.class);

	private static final Duration RELEASE_AGAIN = Duration.ofMillis(50);

	private static final Duration LAST_RELEASE = Duration.ofSeconds(1);

	private final PartitionLeases leases;

	private final Partitions partitions;

	private final String holder;

	private final Duration leaseDuration;

	private final WorkerRuntime runtime;

	private final Consumer<List<PartitionLease>> onTaken;

	// What the last beat has found, until it was acted on
	private final AtomicReference<@Nullable Found> found = new AtomicReference<>();

	// Partitions that did not advance here, with the time of that
	private final Map<PartitionLease, Long> givenUp = new ConcurrentHashMap<>();

	private final Set<PartitionLease> toRelease = ConcurrentHashMap.newKeySet();

	private final Loop loop;

	private volatile boolean leaving;

	PartitionMover(PartitionLeases leases, Partitions partitions, String holder, Duration leaseDuration,
			WorkerRuntime runtime, Consumer<List<PartitionLease>> onTaken) {
		this.leases = leases;
		this.partitions = partitions;
		this.holder = holder;
		this.leaseDuration = leaseDuration;
		this.runtime = runtime;
		this.onTaken = onTaken;
		this.loop = runtime.loop("durable-partitions", "take and give back partitions", this::move);
	}

	void start() {
		this.loop.start();
	}

	void wake() {
		this.loop.wake();
	}

	/**
	 * Name what a beat has found.
	 * @param view the owners and the beats
	 * @param dead the nodes that are dead, with their beats
	 */
	void found(LeaseView view, Map<String, Long> dead) {
		this.found.set(new Found(view, dead));
		this.loop.wake();
	}

	/**
	 * Take nothing more.
	 */
	void leave() {
		this.leaving = true;
	}

	/**
	 * Give a partition up, to another node if there is one.
	 * @param partition the partition
	 */
	void giveUp(Partition partition) {
		// Before it is dropped: what is missing here is taken again
		this.givenUp.put(partition.lease(), this.runtime.nanoTime());
		this.toRelease.add(partition.lease());
		this.partitions.drop(partition.lease());
	}

	/**
	 * Give back and take what is to be given back and taken now.
	 * @return when to look again
	 */
	Duration move() {
		release();
		Found now = this.found.getAndSet(null);
		if (now != null && !this.leaving) {
			take(now);
		}
		return this.toRelease.isEmpty() ? this.leaseDuration : RELEASE_AGAIN;
	}

	// What could not be given back is given back with the next round
	private void release() {
		for (Partition partition : this.partitions.all()) {
			if (partition.isClosed()) {
				this.toRelease.add(partition.lease());
				this.partitions.drop(partition.lease());
			}
		}
		long now = this.runtime.nanoTime();
		this.givenUp.values().removeIf((since) -> now - since > this.leaseDuration.toNanos());
		if (!this.toRelease.isEmpty()) {
			List<PartitionLease> asked = List.copyOf(this.toRelease);
			List<PartitionLease> held = this.leases.release(asked);
			asked.stream().filter((lease) -> !held.contains(lease)).forEach(this.toRelease::remove);
		}
	}

	private void take(Found now) {
		List<PartitionOwnership> free = now.view()
			.owners()
			.stream()
			.filter((ownership) -> isFree(ownership, now))
			.toList();
		if (!free.isEmpty()) {
			List<PartitionLease> taken = this.leases.take(this.holder, free, now.view().beats());
			Report.debug(logger, "The node {} has taken the partitions {}", this.holder,
					taken.stream().map(PartitionLease::partition).toList());
			if (this.loop.isStopped()) {
				this.leases.release(taken);
			}
			else if (!taken.isEmpty()) {
				this.onTaken.accept(taken);
			}
		}
		if (!now.dead().isEmpty()) {
			this.leases.remove(now.dead());
		}
	}

	private boolean isFree(PartitionOwnership ownership, Found now) {
		String owner = ownership.owner();
		// A node that has not entered cannot beat
		boolean free = owner == null || now.isDead(owner)
				|| (owner.equals(this.holder) && isMissing(ownership.partition()));
		return free && (now.isAlone(this.holder) || !isGivenUp(ownership.partition()));
	}

	// A take whose answer was lost, or a partition that was dropped
	private boolean isMissing(int partition) {
		return this.partitions.get(partition) == null
				&& this.toRelease.stream().noneMatch((lease) -> lease.partition() == partition);
	}

	private boolean isGivenUp(int partition) {
		return this.givenUp.keySet().stream().anyMatch((lease) -> lease.partition() == partition);
	}

	/**
	 * Stop, and give everything back, so that another node goes on at once. What a
	 * transaction holds for longer than a moment, another node takes when that has ended.
	 */
	void stop() {
		this.loop.stop();
		List<PartitionLease> held = new ArrayList<>(this.partitions.leases());
		held.forEach(this.partitions::drop);
		held.addAll(this.toRelease);
		long end = this.runtime.nanoTime() + LAST_RELEASE.toNanos();
		while (!held.isEmpty()) {
			held = this.leases.release(held);
			if (held.isEmpty() || this.runtime.nanoTime() > end || !this.runtime.pause(RELEASE_AGAIN)) {
				break;
			}
		}
		if (!held.isEmpty()) {
			Report.warn(logger,
					"The partitions {} could not be given back, since transactions hold their rows. They are free as "
							+ "soon as those end",
					held.stream().map(PartitionLease::partition).toList());
		}
	}

	/**
	 * What a beat has found.
	 *
	 * @param view the owners and the beats
	 * @param dead the nodes that are dead, with their beats
	 */
	private record Found(LeaseView view, Map<String, Long> dead) {

		boolean isDead(String node) {
			return this.dead.containsKey(node) || !this.view.beats().containsKey(node);
		}

		boolean isAlone(String holder) {
			return this.view.beats().keySet().stream().allMatch((node) -> node.equals(holder) || isDead(node));
		}

	}

}
