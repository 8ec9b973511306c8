package io.durable.worker;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
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

	synchronized long leftToReader() {
		return this.leftToReader;
	}

	synchronized void hasReadUpTo(long mark) {
		this.readUpTo = Math.max(this.readUpTo, mark);
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
	 * @param messages the IDs
	 */
	void forget(List<Long> messages) {
		messages.forEach(this.inFlight::remove);
	}

	int inFlight() {
		return this.inFlight.size();
	}

	boolean begin(RunningWork work) {
		return !this.lost && this.running.add(work);
	}

	/**
	 * Return whether work of an execution goes on.
	 * @param executionId the execution
	 * @param ended work that has just ended
	 * @return {@code true} if there is other work of it
	 */
	boolean hasOtherWork(UUID executionId, List<RunningWork> ended) {
		return this.running.stream()
			.anyMatch((work) -> work.executionId().equals(executionId) && !ended.contains(work));
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
