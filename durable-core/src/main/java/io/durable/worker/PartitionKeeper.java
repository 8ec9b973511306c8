package io.durable.worker;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import io.durable.store.PartitionLease;
import io.durable.store.PartitionLeases;
import io.durable.store.PartitionOwnership;
import io.durable.store.TransientStoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this node's lease alive and takes over partitions that are free or whose owner is
 * dead. A node is dead when its beat has not changed for a lease time by our own
 * monotonic clock; no two machines' clocks are compared.
 */
final class PartitionKeeper {

	private static final Logger logger = LoggerFactory.getLogger(PartitionKeeper.class);

	private static final int BEATS_PER_LEASE = 4;

	private final PartitionLeases leases;

	private final Partitions partitions;

	private final String holder;

	private final Duration leaseDuration;

	private final boolean exclusive;

	private final Consumer<List<PartitionLease>> onTaken;

	private final Runnable onBeat;

	private final Map<String, Beat> beats = new HashMap<>();

	private final WakeUp wakeUp = new WakeUp();

	private final RepeatingThread thread;

	private long lastBeat;

	PartitionKeeper(PartitionLeases leases, Partitions partitions, WorkerOptions options, boolean exclusive,
			Consumer<List<PartitionLease>> onTaken, Runnable onBeat) {
		this.leases = leases;
		this.partitions = partitions;
		// A restarted node is another holder: it may not pass for its predecessor
		this.holder = options.nodeId() + "#" + UUID.randomUUID().toString().substring(0, 8);
		this.leaseDuration = options.leaseDuration();
		this.exclusive = exclusive;
		this.onTaken = onTaken;
		this.onBeat = onBeat;
		this.thread = new RepeatingThread("durable-leases", "renew the lease of this node", this.wakeUp,
				this::awaitAndBeat);
	}

	void start() {
		try {
			beat();
		}
		catch (TransientStoreException ex) {
			logger.warn("Partitions cannot be taken yet, it is tried again: {}", ex.getMessage());
		}
		this.thread.start();
	}

	private void awaitAndBeat() throws InterruptedException {
		this.wakeUp.await(this.leaseDuration.dividedBy(BEATS_PER_LEASE));
		if (this.thread.isStopped()) {
			return;
		}
		try {
			beat();
		}
		catch (RuntimeException ex) {
			resignIfExpired();
			throw ex;
		}
	}

	private void beat() {
		long begin = System.nanoTime();
		// Owners first: whoever owns something then has entered before beats are read
		List<PartitionOwnership> owners = this.leases.owners();
		Map<String, Long> current = this.leases.beat(this.holder);
		if (begin - this.lastBeat > this.leaseDuration.toNanos() / 2) {
			// We have not looked for a while: that nobody moved meanwhile says nothing
			this.beats.clear();
		}
		this.lastBeat = begin;
		observe(current, begin);
		dropLost(owners);
		take(owners, current.keySet());
		this.onBeat.run();
	}

	private void observe(Map<String, Long> current, long now) {
		this.beats.keySet().retainAll(current.keySet());
		current.forEach((node, beat) -> {
			Beat known = this.beats.get(node);
			if (known == null || known.value() != beat) {
				this.beats.put(node, new Beat(beat, now));
			}
		});
	}

	private void dropLost(Collection<PartitionOwnership> owners) {
		Map<Integer, Long> epochs = owners.stream()
			.collect(Collectors.toMap(PartitionOwnership::partition, PartitionOwnership::epoch));
		for (PartitionLease lease : this.partitions.leases()) {
			if (!Long.valueOf(lease.epoch()).equals(epochs.get(lease.partition()))) {
				logger.warn("The partition {} has another owner now", lease.partition());
				this.partitions.drop(lease);
			}
		}
	}

	private void take(List<PartitionOwnership> owners, Set<String> entered) {
		List<PartitionOwnership> free = owners.stream().filter(this::isFree).toList();
		if (free.isEmpty()) {
			return;
		}
		List<PartitionLease> taken = this.leases.take(this.holder, free);
		logger.debug("The node {} has taken the partitions {}", this.holder,
				taken.stream().map(PartitionLease::partition).toList());
		this.onTaken.accept(taken);
		entered.stream().filter((node) -> !node.equals(this.holder) && isDead(node)).forEach(this.leases::leave);
	}

	private boolean isFree(PartitionOwnership ownership) {
		String owner = ownership.owner();
		if (owner == null) {
			return true;
		}
		if (owner.equals(this.holder)) {
			return this.partitions.get(ownership.partition()) == null;
		}
		return this.exclusive || isDead(owner);
	}

	// A node that has not entered cannot beat: its partitions are free.
	private boolean isDead(String node) {
		Beat beat = this.beats.get(node);
		return beat == null || System.nanoTime() - beat.since() > this.leaseDuration.toNanos();
	}

	/**
	 * Others may have taken our partitions over: stop working on them, since all of it
	 * would be refused.
	 */
	private void resignIfExpired() {
		if (!this.exclusive && System.nanoTime() - this.lastBeat > this.leaseDuration.toNanos()) {
			for (PartitionLease lease : this.partitions.leases()) {
				this.partitions.drop(lease);
			}
		}
	}

	/**
	 * Look for free partitions now.
	 */
	void wake() {
		this.wakeUp.wake();
	}

	/**
	 * Stop, and give everything back, so that another node goes on at once.
	 */
	void stop() {
		this.thread.stop();
		try {
			List<PartitionLease> held = this.partitions.leases();
			held.forEach(this.partitions::drop);
			this.leases.release(held);
			this.leases.leave(this.holder);
		}
		catch (RuntimeException ex) {
			logger.warn("The leases of the node {} could not be given back, others wait until they expire: {}",
					this.holder, ex.getMessage());
		}
	}

	private record Beat(long value, long since) {

	}

}
