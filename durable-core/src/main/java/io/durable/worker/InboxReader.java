package io.durable.worker;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.durable.history.HistoryEvent.Completion;
import io.durable.store.InboxMessage;
import io.durable.store.WorkerStore;

/**
 * Brings messages from the store to their instances. Three ways: messages that this
 * process has committed itself are handed over; a quick read, at a wake-up and at every
 * poll, begins at a mark that trails by two minutes, since rows do not commit in the
 * order of their IDs; a sweep reads everything now and then and after a takeover, so that
 * nothing depends on the mark.
 */
final class InboxReader {

	private static final int PAGE = 1000;

	private static final Duration TRAIL = Duration.ofMinutes(2);

	private final WorkerStore store;

	private final Partitions partitions;

	private final WorkerOptions options;

	// Whether nobody but this process can send messages
	private final boolean exclusive;

	private final WakeUp wakeUp = new WakeUp();

	private final Deque<Mark> marks = new ArrayDeque<>();

	private final RepeatingThread thread;

	private long mark;

	private long highest;

	private long lastSweep;

	private volatile boolean sweepAsked;

	InboxReader(WorkerStore store, Partitions partitions, WorkerOptions options, boolean exclusive) {
		this.store = store;
		this.partitions = partitions;
		this.options = options;
		this.exclusive = exclusive;
		this.lastSweep = System.nanoTime();
		this.thread = new RepeatingThread("durable-inbox", "read the inbox", this.wakeUp, this::awaitAndRead);
	}

	void start() {
		this.thread.start();
	}

	/**
	 * Take over messages that this process has committed.
	 * @param messages the messages
	 */
	void onMessages(List<InboxMessage> messages) {
		if (this.thread.isStopped()) {
			return;
		}
		boolean read = false;
		for (InboxMessage message : messages) {
			Partition partition = this.partitions.get(message.partition());
			if (partition == null) {
				continue;
			}
			if (mayHandOver(message, partition) && partition.inFlight() < this.options.maxUnreadMessages()) {
				partition.deliver(message);
			}
			else {
				partition.leaveToReader();
				if (this.exclusive) {
					this.sweepAsked = true;
				}
				read = true;
			}
		}
		if (read) {
			this.wakeUp.wake();
		}
	}

	// A message of a client may have predecessors that another process has sent, or that
	// were not read yet: then the store's order counts, not ours. A start has none, and
	// answers need no order.
	private boolean mayHandOver(InboxMessage message, Partition partition) {
		return message.start() != null || message.event() instanceof Completion
				|| (this.exclusive && !partition.isBehind());
	}

	/**
	 * Read everything soon.
	 */
	void sweep() {
		this.sweepAsked = true;
		this.wakeUp.wake();
	}

	void wake() {
		this.wakeUp.wake();
	}

	private void awaitAndRead() throws InterruptedException {
		this.wakeUp.await(this.options.pollInterval());
		read();
	}

	private void read() {
		long now = System.nanoTime();
		boolean sweep = this.sweepAsked || now - this.lastSweep > this.options.sweepInterval().toNanos();
		if (sweep) {
			this.sweepAsked = false;
			this.lastSweep = now;
		}
		advanceMark(now);
		// One that was just taken is swept first: it may have messages below the mark
		Collection<Partition> owned = this.partitions.all()
			.stream()
			.filter((partition) -> sweep || partition.hasBeenRead())
			.toList();
		if (owned.isEmpty()) {
			return;
		}
		Map<Partition, Long> left = owned.stream().collect(Collectors.toMap((p) -> p, Partition::leftToReader));
		owned.forEach(Partition::readBegins);
		boolean complete = false;
		try {
			complete = readFrom(sweep ? 0 : this.mark, owned);
		}
		finally {
			owned.forEach(Partition::readEnds);
			if (sweep && !complete) {
				// It broke off, or there was enough to do: it is made up for
				this.sweepAsked = true;
			}
		}
		if (complete) {
			left.forEach(sweep ? Partition::hasReadUpTo : Partition::hasQuicklyReadUpTo);
		}
	}

	// Returns whether the end was reached
	private boolean readFrom(long after, Collection<Partition> owned) {
		// These very ones: what takes the place of a lost one meanwhile begins at the
		// beginning
		Map<Integer, Partition> byNumber = owned.stream()
			.collect(Collectors.toMap((partition) -> partition.lease().partition(), (partition) -> partition));
		long position = after;
		// Instances that wait for a sweep hold messages: it must get through for them
		boolean awaited = owned.stream().anyMatch(Partition::isSweepAwaited);
		while (!this.thread.isStopped()
				&& (awaited || this.partitions.messagesInFlight() < this.options.maxUnreadMessages())) {
			List<InboxMessage> page = this.store.readInbox(byNumber.keySet(), position, PAGE);
			for (InboxMessage message : page) {
				position = message.id();
				this.highest = Math.max(this.highest, position);
				Partition partition = byNumber.get(message.partition());
				if (partition != null) {
					partition.deliver(message);
				}
			}
			if (page.size() < PAGE) {
				return true;
			}
		}
		return false;
	}

	private void advanceMark(long now) {
		this.marks.add(new Mark(now, this.highest));
		while (now - this.marks.element().nanoTime() > TRAIL.toNanos()) {
			this.mark = this.marks.remove().messageId();
		}
	}

	void stop() {
		this.thread.stop();
	}

	private record Mark(long nanoTime, long messageId) {

	}

}
