package io.durable.worker;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;

import io.durable.store.InboxMessage;
import io.durable.store.PartitionLease;

/**
 * A partition that this node owns: its instances in memory, the messages on their way to
 * them, and the work that runs for them. Thread-safe.
 */
final class Partition {

	private final PartitionLease lease;

	private final BiFunction<Partition, String, InstanceActor> actors;

	private final Map<String, InstanceActor> instances = new ConcurrentHashMap<>();

	// Messages that were read and are not consumed yet: a read brings them again
	private final Set<Long> inFlight = ConcurrentHashMap.newKeySet();

	// Consumed while a read was under way, whose snapshot may be older
	private volatile Set<Long> consumed = ConcurrentHashMap.newKeySet();

	private volatile Set<Long> consumedBeforeRead = Set.of();

	// How often a message was left to the reader, and up to which of these it has read
	private long leftToReader = 1;

	private long readUpTo;

	private long quicklyReadUpTo;

	// Up to which message that was left to the reader it must have read for them
	private final Map<InstanceActor, Long> waitForSweep = new HashMap<>();

	private final Object delivery = new Object();

	private final Set<RunningWork> running = ConcurrentHashMap.newKeySet();

	private volatile boolean lost;

	Partition(PartitionLease lease, BiFunction<Partition, String, InstanceActor> actors) {
		this.lease = lease;
		this.actors = actors;
	}

	PartitionLease lease() {
		return this.lease;
	}

	boolean isLost() {
		return this.lost;
	}

	/**
	 * Give up everything in memory: another node owns the partition, or may do so.
	 */
	void lose() {
		this.lost = true;
		this.instances.values().forEach(InstanceActor::abandon);
		this.instances.clear();
		this.inFlight.clear();
	}

	void deliver(String instanceId, Delivery delivery) {
		if (!this.lost) {
			this.instances.compute(instanceId, (id, present) -> {
				InstanceActor actor = (present != null) ? present : this.actors.apply(this, id);
				actor.enqueue(delivery);
				return actor;
			});
		}
	}

	/**
	 * Deliver a message unless it is on its way already.
	 * @param message the message
	 * @return {@code false} if it is known
	 */
	boolean deliver(InboxMessage message) {
		// In one step: who has a message to the same instance that comes after this one
		// must not see it as delivered before it is
		synchronized (this.delivery) {
			return deliverUnlessKnown(message);
		}
	}

	private boolean deliverUnlessKnown(InboxMessage message) {
		Long id = message.id();
		if (this.lost || this.consumed.contains(id) || this.consumedBeforeRead.contains(id) || !this.inFlight.add(id)) {
			return false;
		}
		deliver(message.instanceId(), new Delivery.Message(message));
		return true;
	}

	/**
	 * Leave a message to the reader.
	 */
	synchronized void leaveToReader() {
		this.leftToReader++;
	}

	/**
	 * Return whether messages in the store may be older than one that has just arrived:
	 * then that one must wait for its turn. So it is at first, and after a message was
	 * left to the reader.
	 * @return {@code true} until a sweep has been through
	 */
	synchronized boolean isBehind() {
		return this.readUpTo < this.leftToReader;
	}

	/**
	 * Return whether its whole inbox was read once since it was taken.
	 * @return {@code false} until the first sweep has been through
	 */
	synchronized boolean hasBeenRead() {
		return this.readUpTo > 0;
	}

	synchronized long leftToReader() {
		return this.leftToReader;
	}

	void hasReadUpTo(long mark) {
		synchronized (this) {
			this.readUpTo = Math.max(this.readUpTo, mark);
			this.quicklyReadUpTo = Math.max(this.quicklyReadUpTo, mark);
		}
		swept().forEach(InstanceActor::swept);
	}

	synchronized void hasQuicklyReadUpTo(long mark) {
		this.quicklyReadUpTo = Math.max(this.quicklyReadUpTo, mark);
	}

	/**
	 * Return whether there may be messages that were sent before now and are not
	 * delivered: at first until a sweep has been through, then until the next read.
	 * @return {@code true} if a read is due
	 */
	synchronized boolean hasUnread() {
		return this.readUpTo == 0 || this.quicklyReadUpTo < this.leftToReader;
	}

	void readBegins() {
		this.consumedBeforeRead = this.consumed;
		this.consumed = ConcurrentHashMap.newKeySet();
	}

	void readEnds() {
		this.consumedBeforeRead = Set.of();
	}

	void consumed(List<Long> messages) {
		this.consumed.addAll(messages);
		messages.forEach(this.inFlight::remove);
	}

	/**
	 * Forget messages whose turn was dropped: the next full read brings those that exist.
	 * @param actor the instance, which holds back others until then
	 * @param messages the IDs
	 */
	void readAgain(InstanceActor actor, List<Long> messages) {
		messages.forEach(this.inFlight::remove);
		synchronized (this) {
			this.leftToReader++;
			this.waitForSweep.put(actor, this.leftToReader);
		}
	}

	synchronized boolean isSweepAwaited() {
		return !this.waitForSweep.isEmpty();
	}

	private synchronized List<InstanceActor> swept() {
		List<InstanceActor> swept = this.waitForSweep.entrySet()
			.stream()
			.filter((waiting) -> waiting.getValue() <= this.readUpTo)
			.map(Map.Entry::getKey)
			.toList();
		swept.forEach(this.waitForSweep::remove);
		return swept;
	}

	int inFlight() {
		return this.inFlight.size();
	}

	boolean begin(RunningWork work) {
		return !this.lost && this.running.add(work);
	}

	/**
	 * Return whether work of an instance goes on.
	 * @param instance the instance
	 * @param ended work that has just ended
	 * @return {@code true} if there is other work of it
	 */
	boolean hasOtherWork(InstanceState instance, List<RunningWork> ended) {
		return this.running.stream().anyMatch((work) -> instance.hasCalled(work) && !ended.contains(work));
	}

	void end(RunningWork work) {
		this.running.remove(work);
	}

	/**
	 * Remove an actor that has nothing to do and nothing in memory.
	 * @param instanceId the instance ID
	 */
	void removeIfIdle(String instanceId) {
		this.instances.computeIfPresent(instanceId, (id, actor) -> actor.isEmpty() ? null : actor);
	}

}
