package io.durable.worker.inbox;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

import io.durable.history.HistoryEvent;
import io.durable.history.HistoryEvent.Completion;
import io.durable.history.HistoryEvent.ExecutionTerminated;
import io.durable.store.InboxMessage;
import io.durable.store.TransientStoreException;
import io.durable.store.WorkerStore;
import io.durable.worker.memory.MemoryBudget;
import io.durable.worker.memory.Share;
import io.durable.worker.partition.Partition;
import io.durable.worker.partition.PartitionInbox.Delivered;
import io.durable.worker.partition.Partitions;
import io.durable.worker.runtime.Loop;
import io.durable.worker.runtime.WorkerRuntime;
import org.jspecify.annotations.Nullable;

/**
 * Brings messages from the store to their instances. Three ways: messages that this
 * process has committed itself are handed over; a quick read, at a wake-up and at every
 * poll, begins at a mark that trails by two minutes, since rows do not commit in the
 * order of their IDs; a sweep reads everything now and then and after a takeover, so that
 * nothing depends on the mark. A read that finds no more memory goes on from there when
 * there is some; meanwhile requests to terminate, suspend and resume get past it.
 */
public final class InboxReader {

	// How many times as long as a read in vain the pause after it is
	private static final int REST = 4;

	private static final Duration MARK_EVERY = Duration.ofSeconds(1);

	private static final Duration TRAIL = Duration.ofMinutes(2);

	private final Partitions partitions;

	private final MemoryBudget budget;

	private final WorkerRuntime runtime;

	private final Duration pollInterval;

	private final long sweepNanos;

	// Whether nobody but this process can send messages
	private final BooleanSupplier exclusive;

	private final Deque<Mark> marks = new ArrayDeque<>();

	private final InboxPages pages;

	private final Loop loop;

	private long mark;

	private long lastSweep;

	private volatile boolean sweepAsked;

	private @Nullable InboxPass pass;

	// After a read that brought nothing: how long such reads take must not be what the
	// node
	// does all the time
	private long notBefore;

	/**
	 * Create a reader.
	 * @param store where messages are read
	 * @param partitions what is read for
	 * @param budget takes messages
	 * @param runtime the time
	 * @param pollInterval how often the inbox is read without a wake-up
	 * @param sweepInterval how often the whole inbox is read
	 * @param exclusive whether nobody else has the store open now
	 */
	public InboxReader(WorkerStore store, Partitions partitions, MemoryBudget budget, WorkerRuntime runtime,
			Duration pollInterval, Duration sweepInterval, BooleanSupplier exclusive) {
		this.partitions = partitions;
		this.budget = budget;
		this.runtime = runtime;
		this.pollInterval = pollInterval;
		this.sweepNanos = sweepInterval.toNanos();
		this.exclusive = exclusive;
		this.lastSweep = runtime.nanoTime();
		this.loop = runtime.loop("durable-inbox", "read the inbox", this::round);
		this.pages = new InboxPages(store, budget, this.loop::isStopped);
		budget.onRoom(Share.READ, this.loop::wake);
		budget.onRoom(Share.HANDED_OVER, this.loop::wake);
	}

	public void start() {
		this.loop.start();
	}

	/**
	 * Take over messages that this process has committed.
	 * @param messages the messages
	 */
	public void onMessages(List<InboxMessage> messages) {
		boolean read = false;
		for (InboxMessage message : messages) {
			Partition partition = this.loop.isStopped() ? null : this.partitions.get(message.partition());
			if (partition == null || isTakenOver(message, partition)) {
				continue;
			}
			partition.inbox().leaveToReader();
			if (this.exclusive.getAsBoolean()) {
				this.sweepAsked = true;
			}
			read = true;
		}
		if (read) {
			this.loop.wake();
		}
	}

	// Whatever is thrown: the message has been sent, and can be read
	private boolean isTakenOver(InboxMessage message, Partition partition) {
		try {
			return isTaken(message, partition);
		}
		catch (Throwable ex) {
			return false;
		}
	}

	// A message of a client may have predecessors that another process has sent, or that
	// were not read yet: then the store's order counts, not ours. A start has none,
	// answers
	// need no order, and a request to terminate does not wait for a backlog.
	private boolean isTaken(InboxMessage message, Partition partition) {
		HistoryEvent event = message.event();
		boolean inOrder = this.exclusive.getAsBoolean() && !partition.inbox().isBehind();
		boolean overtakes = message.start() != null || event instanceof Completion
				|| event instanceof ExecutionTerminated;
		if (!inOrder && !overtakes) {
			return false;
		}
		boolean control = event != null && event.isControl();
		Delivered delivered = partition.inbox().deliver(message, control ? Share.CONTROL : Share.HANDED_OVER);
		return delivered != Delivered.NO_ROOM;
	}

	/**
	 * Read before anything else is handed over: messages may have been committed that
	 * nobody has heard of.
	 */
	public void lostTrack() {
		this.partitions.all().forEach((partition) -> partition.inbox().leaveToReader());
		if (this.exclusive.getAsBoolean()) {
			this.sweepAsked = true;
		}
		this.loop.wake();
	}

	/**
	 * Read everything soon.
	 */
	public void sweep() {
		this.sweepAsked = true;
		this.loop.wake();
	}

	public void wake() {
		this.loop.wake();
	}

	private Duration round() {
		if (this.partitions.isEmpty()) {
			this.pass = null;
			return this.pollInterval;
		}
		long now = this.runtime.nanoTime();
		advanceMark(now);
		Throwable failure = readLeftBehind();
		InboxPass current = this.pass;
		if (current == null && now < this.notBefore && failure == null) {
			return Duration.ofNanos(this.notBefore - now);
		}
		if (current == null || !current.isStillOwned(this.partitions)) {
			current = begin(now, current != null);
			this.pass = current;
		}
		boolean complete = current.goOn(this.pages);
		if (complete) {
			this.pass = null;
			rest(current, now);
		}
		else {
			current.readControl(this.pages);
		}
		if (failure != null) {
			throw new TransientStoreException("Messages to an instance cannot be read: " + failure.getMessage(),
					failure);
		}
		// Whoever frees memory wakes us
		return (complete && this.sweepAsked) ? Duration.ZERO : this.pollInterval;
	}

	private void rest(InboxPass complete, long begin) {
		long duration = this.runtime.nanoTime() - begin;
		boolean inVain = complete.read() > 0 && complete.delivered() == 0;
		this.notBefore = inVain ? begin + Math.min((1 + REST) * duration, duration + this.pollInterval.toNanos())
				: begin;
	}

	private InboxPass begin(long now, boolean again) {
		boolean sweep = this.sweepAsked || again || now - this.lastSweep > this.sweepNanos;
		if (!sweep) {
			return InboxPass.begin(this.partitions, false, this.mark);
		}
		this.sweepAsked = false;
		this.lastSweep = now;
		try {
			return InboxPass.begin(this.partitions, true, 0);
		}
		catch (Throwable ex) {
			this.sweepAsked = true;
			throw ex;
		}
	}

	// Returns what has failed: that of one instance must not hold up the others
	private @Nullable Throwable readLeftBehind() {
		Throwable failure = null;
		for (Partition partition : this.partitions.all()) {
			Map<String, Long> ready = partition.inbox().beginLeftBehind();
			try {
				failure = readLeftBehind(partition, ready, failure);
			}
			finally {
				// Those whose turn did not come
				ready.forEach((instanceId, after) -> partition.inbox().endLeftBehind(instanceId, after, false));
			}
		}
		return failure;
	}

	private @Nullable Throwable readLeftBehind(Partition partition, Map<String, Long> ready,
			@Nullable Throwable before) {
		Throwable failure = before;
		for (Iterator<Map.Entry<String, Long>> next = ready.entrySet().iterator(); next.hasNext();) {
			Map.Entry<String, Long> instance = next.next();
			next.remove();
			try {
				if (this.pages.readLeftBehind(partition, instance.getKey(), instance.getValue())) {
					this.loop.wake();
				}
			}
			catch (Throwable ex) {
				failure = ex;
			}
		}
		return failure;
	}

	private void advanceMark(long now) {
		Mark last = this.marks.peekLast();
		if (last == null || now - last.nanoTime() > MARK_EVERY.toNanos()) {
			this.marks.add(new Mark(now, this.pages.highest()));
		}
		while (now - this.marks.element().nanoTime() > TRAIL.toNanos()) {
			this.mark = this.marks.remove().messageId();
		}
	}

	public void stop() {
		this.loop.stop();
	}

	private record Mark(long nanoTime, long messageId) {

	}

}
