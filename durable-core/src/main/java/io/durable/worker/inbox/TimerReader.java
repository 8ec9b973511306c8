package io.durable.worker.inbox;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.UUID;

import io.durable.store.DueTimer;
import io.durable.store.WorkerStore;
import io.durable.worker.memory.MemoryBudget;
import io.durable.worker.memory.Share;
import io.durable.worker.partition.Partition;
import io.durable.worker.partition.Partitions;
import io.durable.worker.runtime.Loop;
import io.durable.worker.runtime.WorkerRuntime;
import io.durable.worker.turn.Delivery;
import org.jspecify.annotations.Nullable;

/**
 * Fires timers. Only those that are due within a moment are in memory, as far as there is
 * room; the others wait in the store, however many they are. Thread-safe.
 */
public final class TimerReader {

	private static final int PAGE = 2000;

	private static final Duration HORIZON = Duration.ofSeconds(2);

	private static final Duration POSTPONE = Duration.ofMillis(20);

	private static final Duration READ_EVERY = Duration.ofSeconds(1);

	private final WorkerStore store;

	private final Partitions partitions;

	private final InstantSource clock;

	private final WorkerRuntime runtime;

	private final MemoryBudget budget;

	private final PriorityQueue<DueTimer> soon = new PriorityQueue<>(Comparator.comparing(DueTimer::fireAt));

	// In memory or fired, until the turn that takes them in is committed
	private final Map<Key, DueTimer> known = new HashMap<>();

	private final Loop loop;

	private long nextRead;

	private boolean postponed;

	private volatile boolean readAsked;

	/**
	 * Create a reader.
	 * @param store where timers are read
	 * @param partitions what is read for
	 * @param clock what due times are compared with
	 * @param runtime the time between reads
	 * @param budget takes timers
	 */
	public TimerReader(WorkerStore store, Partitions partitions, InstantSource clock, WorkerRuntime runtime,
			MemoryBudget budget) {
		this.store = store;
		this.partitions = partitions;
		this.clock = clock;
		this.runtime = runtime;
		this.budget = budget;
		this.nextRead = runtime.nanoTime();
		this.loop = runtime.loop("durable-timers", "read timers", this::round);
		budget.onRoom(Share.TIMERS, this::wake);
	}

	public void start() {
		this.loop.start();
	}

	/**
	 * Take over timers that were just committed. Those that find no room are read in
	 * time.
	 * @param timers the timers
	 */
	public void add(Collection<DueTimer> timers) {
		if (timers.isEmpty()) {
			return;
		}
		if (put(timers).sooner()) {
			this.loop.wake();
		}
	}

	private Taken put(Collection<DueTimer> timers) {
		Instant horizon = this.clock.instant().plus(HORIZON);
		boolean sooner = false;
		boolean full = false;
		synchronized (this) {
			for (DueTimer timer : timers) {
				Key key = Key.of(timer);
				if (timer.fireAt().isAfter(horizon) || this.known.containsKey(key)) {
					continue;
				}
				if (!this.budget.tryTake(Share.TIMERS, Delivery.Timer.WEIGHT)) {
					full = true;
					break;
				}
				this.known.put(key, timer);
				this.soon.add(timer);
				sooner |= this.soon.element() == timer;
			}
		}
		return new Taken(sooner, full);
	}

	/**
	 * Forget timers that are gone from the store, or that must be read again.
	 * @param timers the timers
	 */
	public synchronized void forget(Collection<DueTimer> timers) {
		timers.forEach((timer) -> forget(Key.of(timer)));
	}

	private void forget(Key key) {
		if (this.known.remove(key) != null) {
			this.budget.give(Share.TIMERS, Delivery.Timer.WEIGHT);
		}
	}

	/**
	 * Forget the timers of a partition that is taken over, perhaps not for the first
	 * time.
	 * @param partition the number of the partition
	 */
	public synchronized void forget(int partition) {
		List<Key> keys = this.known.keySet().stream().filter((key) -> key.partition() == partition).toList();
		keys.forEach(this::forget);
		this.soon.removeIf((timer) -> timer.partition() == partition);
	}

	/**
	 * Read the store again now.
	 */
	public void wake() {
		this.readAsked = true;
		this.loop.wake();
	}

	private Duration round() {
		long now = this.runtime.nanoTime();
		if (this.readAsked || now - this.nextRead >= 0) {
			this.readAsked = false;
			this.nextRead = now + READ_EVERY.toNanos();
			read();
		}
		fire();
		return pause(Duration.ofNanos(Math.max(0, this.nextRead - this.runtime.nanoTime())));
	}

	private void read() {
		DueTimer last = null;
		while (!this.loop.isStopped()) {
			List<Integer> numbers = this.partitions.numbers();
			if (numbers.isEmpty()) {
				return;
			}
			List<DueTimer> page = this.store.readTimers(numbers, last, this.clock.instant().plus(HORIZON), PAGE);
			boolean full = put(page).full();
			fire();
			if (page.size() < PAGE || full) {
				return;
			}
			last = page.get(page.size() - 1);
		}
	}

	private void fire() {
		for (DueTimer timer : takeDue()) {
			Partition partition = this.partitions.get(timer.partition());
			if (partition == null || !partition.deliver(timer.instanceId(), new Delivery.Timer(timer))) {
				forget(List.of(timer));
			}
		}
	}

	private synchronized List<DueTimer> takeDue() {
		Instant now = this.clock.instant();
		List<DueTimer> due = new ArrayList<>();
		List<DueTimer> later = new ArrayList<>();
		DueTimer next = this.soon.peek();
		while (next != null && !next.fireAt().isAfter(now)) {
			this.soon.remove();
			// One that was cancelled meanwhile is not known any more
			if (this.known.get(Key.of(next)) == next) {
				(isAheadOfMessages(next) ? later : due).add(next);
			}
			next = this.soon.peek();
		}
		this.soon.addAll(later);
		this.postponed = !later.isEmpty();
		return due;
	}

	// A delayed start must not overtake what was sent to the instance before, such as a
	// request to suspend it
	private boolean isAheadOfMessages(DueTimer timer) {
		Partition partition = this.partitions.get(timer.partition());
		return timer.taskId() < 0 && partition != null && partition.inbox().hasUnread(timer.instanceId());
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

	public void stop() {
		this.loop.stop();
	}

	/**
	 * What became of timers.
	 *
	 * @param sooner whether one of them is the next
	 * @param full whether one found no room
	 */
	private record Taken(boolean sooner, boolean full) {

	}

	private record Key(int partition, UUID executionId, int taskId) {

		static Key of(DueTimer timer) {
			return new Key(timer.partition(), timer.executionId(), timer.taskId());
		}

	}

}
