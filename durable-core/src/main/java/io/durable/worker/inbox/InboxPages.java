package io.durable.worker.inbox;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

import io.durable.store.InboxMessage;
import io.durable.store.InboxPage;
import io.durable.store.InboxRead;
import io.durable.store.WorkerStore;
import io.durable.worker.memory.MemoryBudget;
import io.durable.worker.memory.Share;
import io.durable.worker.partition.Partition;
import io.durable.worker.partition.PartitionInbox.Delivered;

/**
 * Reads pages of messages, no larger than there is memory, and delivers them.
 */
final class InboxPages {

	private static final int PAGE = 1000;

	private static final long MAX_PAGE_BYTES = 4L * 1024 * 1024;

	private final WorkerStore store;

	private final MemoryBudget budget;

	private final BooleanSupplier stopped;

	private long highest;

	InboxPages(WorkerStore store, MemoryBudget budget, BooleanSupplier stopped) {
		this.store = store;
		this.budget = budget;
		this.stopped = stopped;
	}

	/**
	 * Return the highest message ID that was read so far.
	 * @return the ID
	 */
	long highest() {
		return this.highest;
	}

	private long pageBytes(Share share) {
		return Math.max(1, Math.min(this.budget.room(share), MAX_PAGE_BYTES));
	}

	/**
	 * Read a page.
	 * @param owned the partitions by number
	 * @param after the message after which to read
	 * @return how far that went
	 */
	Step read(Map<Integer, Partition> owned, long after) {
		if (this.stopped.getAsBoolean() || !this.budget.hasRoom(Share.READ)
				|| owned.values().stream().noneMatch((partition) -> partition.inbox().isOpen())) {
			return new Step(after, End.OF_MEMORY, 0, 0);
		}
		InboxPage page = this.store.readInbox(InboxRead.all(owned.keySet(), after, PAGE, pageBytes(Share.READ)));
		long position = after;
		int read = 0;
		int delivered = 0;
		for (InboxMessage message : page.messages()) {
			Partition partition = owned.get(message.partition());
			Delivered outcome = (partition != null) ? partition.inbox().deliver(message, Share.READ) : Delivered.KNOWN;
			if (outcome == Delivered.NO_ROOM) {
				return new Step(position, End.OF_MEMORY, read, delivered);
			}
			read++;
			delivered += (outcome == Delivered.DELIVERED) ? 1 : 0;
			position = message.id();
			this.highest = Math.max(this.highest, position);
		}
		return new Step(position, page.complete() ? End.OF_INBOX : End.OF_PAGE, read, delivered);
	}

	/**
	 * Read the requests that get past a backlog.
	 * @param owned the partitions by number
	 */
	void readControl(Map<Integer, Partition> owned) {
		Map<Partition, Long> marks = new HashMap<>();
		owned.values().forEach((partition) -> marks.put(partition, partition.inbox().leftToReader()));
		InboxPage page = this.store.readInbox(InboxRead.control(owned.keySet(), 0, PAGE, pageBytes(Share.CONTROL)));
		for (InboxMessage message : page.messages()) {
			Partition partition = owned.get(message.partition());
			if (partition != null && partition.inbox().deliverControl(message) == Delivered.NO_ROOM) {
				// A later one must not get in before it
				return;
			}
		}
		if (page.complete()) {
			marks.forEach((partition, mark) -> partition.inbox().hasReadControl(mark));
		}
	}

	/**
	 * Read messages of an instance that were left behind.
	 * @param partition the partition
	 * @param instanceId the instance
	 * @param after the message after which to read
	 * @return whether some have come meanwhile, so that it is to be read again at once
	 */
	boolean readLeftBehind(Partition partition, String instanceId, long after) {
		long position = after;
		boolean complete = false;
		boolean full = false;
		try {
			while (!complete && !full && !this.stopped.getAsBoolean() && partition.inbox().isOpen()) {
				InboxPage page = this.store
					.readInbox(InboxRead.of(partition.partition(), instanceId, position, PAGE, pageBytes(Share.READ)));
				for (InboxMessage message : page.messages()) {
					Delivered delivered = partition.inbox().deliverLeftBehind(message);
					if (delivered == Delivered.LEFT_BEHIND) {
						// The partition has noted it, and goes on when there is room
						full = true;
						break;
					}
					if (delivered == Delivered.NO_ROOM) {
						return false;
					}
					position = message.id();
				}
				complete = !full && page.complete();
			}
		}
		finally {
			if (!full && !complete) {
				partition.inbox().endLeftBehind(instanceId, position, false);
			}
		}
		return full ? partition.inbox().isLeftBehindReady(instanceId)
				: complete && partition.inbox().endLeftBehind(instanceId, position, true);
	}

	/**
	 * What ended the reading of a page.
	 */
	enum End {

		OF_PAGE, OF_INBOX, OF_MEMORY

	}

	/**
	 * How far a page went.
	 *
	 * @param position the last message that was delivered
	 * @param end what ended it
	 * @param read how many messages it had
	 * @param delivered how many of them were new
	 */
	record Step(long position, End end, int read, int delivered) {

	}

}
