package io.durable.worker;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.UUID;

import io.durable.store.DueTimer;
import io.durable.store.WorkerStore;
import org.jspecify.annotations.Nullable;

/**
 * Fires timers. Only those that are due within a moment are in memory; the others wait in
 * the store, however many they are.
 */
final class TimerReader {

	private static final int PAGE = 2000;

	private static final Duration HORIZON = Duration.ofSeconds(2);

	private static final Duration POSTPONE = Duration.ofMillis(20);

	private static final Duration READ_EVERY = Duration.ofSeconds(1);

	private final WorkerStore store;

	private final Partitions partitions;

	private final InstantSource clock;

	private final WakeUp wakeUp = new WakeUp();

	private final PriorityQueue<DueTimer> soon = new PriorityQueue<>(Comparator.comparing(DueTimer::fireAt));

	// In memory or fired, until the turn that takes them in is committed
	private final Set<Key> known = new HashSet<>();

	private final RepeatingThread thread;

	private long nextRead = System.nanoTime();

	private boolean postponed;

	private volatile boolean readAsked;

	TimerReader(WorkerStore store, Partitions partitions, InstantSource clock) {
		this.store = store;
		this.partitions = partitions;
		this.clock = clock;
		this.thread = new RepeatingThread("durable-timers", "read timers", this.wakeUp, this::readAndFire);
	}

	void start() {
		this.thread.start();
	}

	/**
	 * Take over timers that were just committed.
	 * @param timers the timers
	 */
	void add(Collection<DueTimer> timers) {
		if (timers.isEmpty()) {
			return;
		}
		Instant horizon = this.clock.instant().plus(HORIZON);
		boolean sooner = false;
		synchronized (this) {
			for (DueTimer timer : timers) {
				if (!timer.fireAt().isAfter(horizon) && this.known.add(Key.of(timer))) {
					this.soon.add(timer);
					sooner |= this.soon.element() == timer;
				}
			}
		}
		if (sooner) {
			this.wakeUp.wake();
		}
	}

	/**
	 * Forget timers that are gone from the store, or that must be read again.
	 * @param timers the timers
	 */
	synchronized void forget(Collection<DueTimer> timers) {
		timers.forEach((timer) -> this.known.remove(Key.of(timer)));
	}

	/**
	 * Forget the timers of a partition that is taken over, perhaps not for the first
	 * time.
	 * @param partition the number of the partition
	 */
	synchronized void forget(int partition) {
		this.known.removeIf((key) -> key.partition() == partition);
		this.soon.removeIf((timer) -> timer.partition() == partition);
	}

	/**
	 * Read the store again now.
	 */
	void wake() {
		this.readAsked = true;
		this.wakeUp.wake();
	}

	private void readAndFire() throws InterruptedException {
		long now = System.nanoTime();
		if (this.readAsked || now - this.nextRead >= 0) {
			this.readAsked = false;
			this.nextRead = now + READ_EVERY.toNanos();
			read();
		}
		fire();
		this.wakeUp.await(pause(Duration.ofNanos(this.nextRead - System.nanoTime())));
	}

	private void read() {
		boolean more = true;
		while (more && !this.thread.isStopped()) {
			List<Integer> numbers = this.partitions.numbers();
			if (numbers.isEmpty()) {
				return;
			}
			int limit = PAGE + knownTimers();
			List<DueTimer> due = this.store.readTimers(numbers, this.clock.instant().plus(HORIZON), limit);
			add(due);
			fire();
			more = due.size() == limit;
		}
	}

	private synchronized int knownTimers() {
		return this.known.size();
	}

	private void fire() {
		for (DueTimer timer : takeDue()) {
			Partition partition = this.partitions.get(timer.partition());
			if (partition != null) {
				partition.deliver(timer.instanceId(), new Delivery.Timer(timer));
			}
			else {
				forget(List.of(timer));
			}
		}
	}

	private synchronized List<DueTimer> takeDue() {
		Instant now = this.clock.instant();
		List<DueTimer> due = new ArrayList<>();
		List<DueTimer> postponed = new ArrayList<>();
		DueTimer next = this.soon.peek();
		while (next != null && !next.fireAt().isAfter(now)) {
			this.soon.remove();
			// One that was cancelled meanwhile is not known any more
			if (this.known.contains(Key.of(next))) {
				(isAheadOfMessages(next) ? postponed : due).add(next);
			}
			next = this.soon.peek();
		}
		this.soon.addAll(postponed);
		this.postponed = !postponed.isEmpty();
		return due;
	}

	// A delayed start must not overtake what was sent to the instance before, such as a
	// request to suspend it
	private boolean isAheadOfMessages(DueTimer timer) {
		Partition partition = this.partitions.get(timer.partition());
		return timer.taskId() < 0 && partition != null && partition.hasUnread();
	}

	private synchronized Duration pause(Duration untilRead) {
		@Nullable DueTimer next = this.soon.peek();
		if (next == null) {
			return untilRead;
		}
		if (this.postponed) {
			return POSTPONE;
		}
		Duration untilDue = Duration.between(this.clock.instant(), next.fireAt());
		return (untilDue.compareTo(untilRead) < 0) ? untilDue : untilRead;
	}

	void stop() {
		this.thread.stop();
	}

	private record Key(int partition, UUID executionId, int taskId) {

		static Key of(DueTimer timer) {
			return new Key(timer.partition(), timer.executionId(), timer.taskId());
		}

	}

}
