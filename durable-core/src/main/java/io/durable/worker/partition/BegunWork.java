package io.durable.worker.partition;

import java.util.HashMap;
import java.util.Map;

import io.durable.worker.memory.MemoryBudget;
import io.durable.worker.memory.Share;
import io.durable.worker.turn.RunningWork;
import org.jspecify.annotations.Nullable;

/**
 * Work that was begun for a partition and has not ended as far as its instances know,
 * with the memory that its results take. Not thread-safe: the partition guards it.
 */
final class BegunWork {

	private final MemoryBudget budget;

	private final Map<RunningWork, Long> results = new HashMap<>();

	private int executing;

	BegunWork(MemoryBudget budget) {
		this.budget = budget;
	}

	boolean begin(RunningWork work) {
		return this.results.putIfAbsent(work, 0L) == null;
	}

	void completed(RunningWork work, long weight) {
		this.budget.take(Share.RESULTS, weight);
		Long before = this.results.put(work, weight);
		give(before);
	}

	void end(RunningWork work) {
		give(this.results.remove(work));
	}

	private void give(@Nullable Long weight) {
		if (weight != null && weight > 0) {
			this.budget.give(Share.RESULTS, weight);
		}
	}

	void forgetAll() {
		this.results.values().forEach(this::give);
		this.results.clear();
	}

	void execute() {
		this.executing++;
	}

	void executed() {
		this.executing--;
	}

	boolean isExecuting() {
		return this.executing > 0;
	}

}
