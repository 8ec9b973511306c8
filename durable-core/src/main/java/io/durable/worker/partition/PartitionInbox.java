package io.durable.worker.partition;

import java.util.List;
import java.util.Map;

import io.durable.history.HistoryEvent.ExecutionTerminated;
import io.durable.store.InboxMessage;
import io.durable.worker.instance.InstanceSlot;
import io.durable.worker.memory.MemoryBudget;
import io.durable.worker.memory.Share;
import io.durable.worker.turn.Delivery;

/**
 * The messages on their way to the instances of a partition. Thread-safe, by the lock of
 * the partition, which is taken before that of an instance.
 */
public final class PartitionInbox {

	// How much of the memory for messages one instance may take
	private static final int INSTANCES_PER_SHARE = 8;

	private final Partition partition;

	private final MemoryBudget budget;

	private final InboxBooks books;

	private final LeftBehind leftBehind = new LeftBehind();

	PartitionInbox(Partition partition, MemoryBudget budget) {
		this.partition = partition;
		this.budget = budget;
		this.books = new InboxBooks(budget);
	}

	/**
	 * Deliver a message unless it is on its way already.
	 * @param message the message
	 * @param share the memory to take it from
	 * @return what has become of it
	 */
	public Delivered deliver(InboxMessage message, Share share) {
		return deliver(message, share, false, false);
	}

	/**
	 * Deliver a request that was read past a backlog: all of them are, in their order.
	 * @param message the message
	 * @return what has become of it
	 */
	public Delivered deliverControl(InboxMessage message) {
		return deliver(message, Share.CONTROL, false, true);
	}

	/**
	 * Deliver a message that was left behind.
	 * @param message the message
	 * @return what has become of it
	 */
	public Delivered deliverLeftBehind(InboxMessage message) {
		return deliver(message, Share.READ, true, false);
	}

	// In one step: who has a message to the same instance that comes after this one must
	// not see it as delivered before it is
	private Delivered deliver(InboxMessage message, Share share, boolean wasLeft, boolean overtakes) {
		Delivery.Message delivery = new Delivery.Message(message);
		long weight = delivery.weight();
		InstanceSlot slot;
		boolean mine;
		synchronized (this.partition) {
			if (!this.partition.takesDeliveries() || this.books.knows(message.id())) {
				return Delivered.KNOWN;
			}
			// That an instance is to begin or to end need not wait for what was sent to
			// it
			// before
			boolean passes = overtakes || delivery.begins() || message.event() instanceof ExecutionTerminated;
			if (!passes && isBehind(message, wasLeft)) {
				return leave(message);
			}
			slot = this.partition.slot(message.instanceId());
			if (!passes && share != Share.CONTROL
					&& slot.isFull(weight, this.budget.size(Share.READ) / INSTANCES_PER_SHARE)) {
				return leave(message);
			}
			if (!this.budget.tryTake(share, weight)) {
				return Delivered.NO_ROOM;
			}
			this.books.deliver(message.id(), share, weight);
			mine = accept(slot, delivery);
		}
		if (mine) {
			slot.schedule();
		}
		return Delivered.DELIVERED;
	}

	// Whatever is thrown: what is known has been delivered
	private boolean accept(InstanceSlot slot, Delivery.Message delivery) {
		try {
			return slot.accept(delivery);
		}
		catch (Throwable ex) {
			this.books.forget(delivery.message().id());
			throw ex;
		}
	}

	private boolean isBehind(InboxMessage message, boolean wasLeft) {
		if (!wasLeft) {
			return this.leftBehind.contains(message.instanceId());
		}
		// A turn was dropped while they were read: what it gave back comes first
		boolean behind = this.leftBehind.hasBefore(message.instanceId(), message.id());
		if (behind) {
			this.leftBehind.ready(message.instanceId());
		}
		return behind;
	}

	private Delivered leave(InboxMessage message) {
		this.leftBehind.leave(message.instanceId(), message.id());
		return Delivered.LEFT_BEHIND;
	}

	/**
	 * Take a message that a turn has read itself, whether or not there is room: that turn
	 * lets others go on.
	 * @param message the message
	 * @return {@code false} if it is on its way already
	 */
	boolean claim(InboxMessage message) {
		if (this.books.knows(message.id())) {
			return false;
		}
		long weight = new Delivery.Message(message).weight();
		this.budget.take(Share.CONTROL, weight);
		this.books.deliver(message.id(), Share.CONTROL, weight);
		return true;
	}

	/**
	 * An instance can take messages again.
	 * @param instanceId the instance
	 * @return whether some were left behind
	 */
	boolean hasRoom(String instanceId) {
		synchronized (this.partition) {
			this.leftBehind.ready(instanceId);
			return this.leftBehind.isReady(instanceId);
		}
	}

	void consumed(List<Long> messages) {
		this.books.consumed(messages);
	}

	/**
	 * Forget a message whose turn was dropped.
	 * @param messageId the message
	 */
	void forget(long messageId) {
		this.books.forget(messageId);
	}

	void readAgain(String instanceId) {
		this.leftBehind.readAll(instanceId);
	}

	void forgetAll() {
		this.books.forgetAll();
	}

	// ---- reading

	/**
	 * Leave a message to the reader.
	 */
	public void leaveToReader() {
		synchronized (this.partition) {
			this.books.leaveToReader();
		}
	}

	/**
	 * Return whether messages in the store may be older than one that has just arrived:
	 * then that one must wait for its turn. So it is at first, and after a message was
	 * left to the reader.
	 * @return {@code true} until a sweep has been through
	 */
	public boolean isBehind() {
		synchronized (this.partition) {
			return this.books.isBehind();
		}
	}

	/**
	 * Return whether the whole inbox was read once since the partition was taken.
	 * @return {@code false} until the first sweep has been through
	 */
	public boolean hasBeenRead() {
		synchronized (this.partition) {
			return this.books.hasBeenRead();
		}
	}

	/**
	 * Return whether there may be messages to an instance that were sent before now and
	 * are not delivered: at first until a sweep has been through, then until the next
	 * read.
	 * @param instanceId the instance
	 * @return {@code true} if a read is due
	 */
	public boolean hasUnread(String instanceId) {
		synchronized (this.partition) {
			return this.books.hasUnread() || this.leftBehind.contains(instanceId);
		}
	}

	/**
	 * A read begins.
	 * @return a mark, which says up to where it reads
	 */
	public long readBegins() {
		synchronized (this.partition) {
			this.books.readBegins();
			return this.books.leftToReader();
		}
	}

	/**
	 * All requests that get past a backlog were read.
	 * @param mark how much had been left to the reader when that read began
	 */
	public void hasReadControl(long mark) {
		synchronized (this.partition) {
			this.books.hasReadControlUpTo(mark);
		}
	}

	/**
	 * Return how much was left to the reader so far.
	 * @return a mark for {@link #hasReadControl}
	 */
	public long leftToReader() {
		synchronized (this.partition) {
			return this.books.leftToReader();
		}
	}

	/**
	 * A read is interrupted, or has ended.
	 */
	public void readEnds() {
		synchronized (this.partition) {
			this.books.readEnds();
		}
	}

	/**
	 * A read has come to the end of the inbox.
	 * @param mark what its beginning returned
	 * @param sweep whether it began at the beginning
	 */
	public void hasRead(long mark, boolean sweep) {
		synchronized (this.partition) {
			if (sweep) {
				this.books.hasReadUpTo(mark);
			}
			else {
				this.books.hasQuicklyReadUpTo(mark);
			}
		}
	}

	/**
	 * Begin to read the messages that were left behind, of instances that can take some.
	 * @return the instances, with the message after which to read
	 */
	public Map<String, Long> beginLeftBehind() {
		synchronized (this.partition) {
			return this.partition.takesDeliveries() ? this.leftBehind.begin() : Map.of();
		}
	}

	/**
	 * Note how the read of messages that were left behind has ended.
	 * @param instanceId the instance
	 * @param after the last message that was delivered
	 * @param complete whether there is none after it
	 * @return whether some have come meanwhile, so that it is to be read again at once
	 */
	public boolean endLeftBehind(String instanceId, long after, boolean complete) {
		synchronized (this.partition) {
			if (complete) {
				return this.leftBehind.complete(instanceId);
			}
			this.leftBehind.goOnAfter(instanceId, after);
			return false;
		}
	}

	/**
	 * Return whether messages of an instance were left behind that it can take now.
	 * @param instanceId the instance
	 * @return {@code true} if they are to be read at once
	 */
	public boolean isLeftBehindReady(String instanceId) {
		synchronized (this.partition) {
			return this.leftBehind.isReady(instanceId);
		}
	}

	/**
	 * Return whether there is any use in reading for the partition.
	 * @return {@code false} if it takes no messages any more
	 */
	public boolean isOpen() {
		return this.partition.takesDeliveries();
	}

	/**
	 * What has become of a message.
	 */
	public enum Delivered {

		/**
		 * Its instance has it.
		 */
		DELIVERED,

		/**
		 * Its instance has it already, or the partition takes none any more.
		 */
		KNOWN,

		/**
		 * Its instance cannot take it now. The partition has noted that.
		 */
		LEFT_BEHIND,

		/**
		 * There is no memory for it.
		 */
		NO_ROOM

	}

}
