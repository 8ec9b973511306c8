package io.durable.store.memory;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

import io.durable.store.DueTimer;
import org.jspecify.annotations.Nullable;

/**
 * The timers, by their key and by the time at which they are due.
 */
final class MemoryTimers {

	private static final Comparator<DueTimer> BY_KEY = Comparator.comparing(DueTimer::executionId)
		.thenComparingInt(DueTimer::taskId);

	private static final Comparator<DueTimer> BY_TIME = Comparator.comparing(DueTimer::fireAt)
		.thenComparingInt(DueTimer::partition)
		.thenComparing(BY_KEY);

	private final NavigableSet<DueTimer> byKey = new TreeSet<>(BY_KEY);

	private final NavigableSet<DueTimer> byTime = new TreeSet<>(BY_TIME);

	void put(DueTimer timer) {
		remove(timer);
		this.byKey.add(timer);
		this.byTime.add(timer);
	}

	// Remove the timer with that key, whenever it is due
	void remove(DueTimer key) {
		DueTimer stored = this.byKey.floor(key);
		if (stored != null && BY_KEY.compare(stored, key) == 0) {
			this.byKey.remove(stored);
			this.byTime.remove(stored);
		}
	}

	void removeAll(UUID executionId) {
		NavigableSet<DueTimer> ended = this.byKey.subSet(key(executionId, Integer.MIN_VALUE), true,
				key(executionId, Integer.MAX_VALUE), true);
		this.byTime.removeAll(List.copyOf(ended));
		ended.clear();
	}

	private static DueTimer key(UUID executionId, int taskId) {
		return new DueTimer(0, "", executionId, taskId, Instant.EPOCH);
	}

	List<DueTimer> read(Collection<Integer> partitions, @Nullable DueTimer after, Instant dueAt, int limit) {
		Set<Integer> wanted = Set.copyOf(partitions);
		return ((after != null) ? this.byTime.tailSet(after, false) : this.byTime).stream()
			.takeWhile((timer) -> !timer.fireAt().isAfter(dueAt))
			.filter((timer) -> wanted.contains(timer.partition()))
			.limit(limit)
			.toList();
	}

}
