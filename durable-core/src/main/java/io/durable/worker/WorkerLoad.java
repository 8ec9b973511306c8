package io.durable.worker;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;

import io.durable.worker.memory.MemoryBudget;
import io.durable.worker.memory.Share;

/**
 * How full a worker is.
 *
 * @param memory how much memory there is for what is on its way, in bytes
 * @param used how much of it is used, by what it is used for
 * @param peak how much of it was used at most, by what it was used for
 * @param waitingTurns how many turns wait for a thread
 * @param waitingActivities how many activities wait for a slot
 * @param residentInstances how many instances have their history in memory
 * @param residentBytes how much memory these take, in bytes
 * @param evictedInstances how many instances had to make room so far
 * @param residentThreads how many threads stay in orchestrators
 * @param blockedTurns how many orchestrators do not come back
 */
public record WorkerLoad(long memory, Map<String, Long> used, Map<String, Long> peak, int waitingTurns,
		int waitingActivities, int residentInstances, long residentBytes, long evictedInstances, int residentThreads,
		int blockedTurns) {

	WorkerLoad(MemoryBudget budget, int waitingTurns, int waitingActivities, int residentInstances, long residentBytes,
			long evictedInstances, int residentThreads, int blockedTurns) {
		this(budget.bytes(), shares(budget::used), shares(budget::peak), waitingTurns, waitingActivities,
				residentInstances, residentBytes, evictedInstances, residentThreads, blockedTurns);
	}

	private static Map<String, Long> shares(ToLongFunction<Share> figure) {
		Map<String, Long> figures = new LinkedHashMap<>();
		for (Share share : Share.values()) {
			figures.put(share.name().toLowerCase(Locale.ROOT).replace('_', '-'), figure.applyAsLong(share));
		}
		return figures;
	}

}
