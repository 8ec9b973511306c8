package io.durable.engine;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.durable.api.CompositeTaskFailedException;
import io.durable.api.TaskFailedException;

/**
 * Finds the calls whose failure an orchestration died of, and the waits that have timed
 * out: those that its exception names as causes. A rewind makes them again.
 */
final class FailureCauses {

	// More than one instance may call at once
	private static final int MAX_EXCEPTIONS = 200_000;

	// For a repeated call the first attempt
	private final Map<Integer, Integer> firstAttempts = new HashMap<>();

	// What has failed last, at the same time: an exception may not name it
	private final Set<Integer> lastFailed = new TreeSet<>();

	private Instant lastFailedAt = Instant.MIN;

	private boolean timedOut;

	// Those that the function has created
	private final Set<Integer> timers = new HashSet<>();

	void repeats(int taskId, int firstTaskId) {
		this.firstAttempts.put(taskId, firstTaskId);
	}

	void failed(int taskId, Instant time) {
		if (!time.equals(this.lastFailedAt)) {
			this.lastFailed.clear();
			this.timedOut = false;
			this.lastFailedAt = time;
		}
		this.lastFailed.add(taskId);
	}

	void timerCreated(int timerId) {
		this.timers.add(timerId);
	}

	/**
	 * Note that something has ended before what else was waited for: if that is a timer,
	 * the wait has timed out.
	 * @param taskId the sequence number of what has ended, or -1
	 * @param time the time
	 */
	void overtook(int taskId, Instant time) {
		if (this.timers.contains(taskId)) {
			timedOut(taskId, time);
		}
	}

	void timedOut(int timerId, Instant time) {
		failed(timerId, time);
		this.timedOut = true;
	}

	/**
	 * Find the calls, and the timers of waits that have timed out.
	 * @param failure what the function has thrown
	 * @param time the clock of the turn
	 * @return their sequence numbers; if the exception names none and a wait has timed
	 * out in this turn, what has failed in it
	 */
	List<Integer> of(Throwable failure, Instant time) {
		List<Integer> named = of(failure);
		boolean lost = named.isEmpty() && this.timedOut && time.equals(this.lastFailedAt);
		return lost ? List.copyOf(this.lastFailed) : named;
	}

	private List<Integer> of(Throwable failure) {
		Set<Integer> found = new TreeSet<>();
		Set<Throwable> known = Collections.newSetFromMap(new IdentityHashMap<>());
		Deque<Throwable> open = new ArrayDeque<>();
		open.add(failure);
		while (!open.isEmpty() && known.size() < MAX_EXCEPTIONS) {
			Throwable next = open.poll();
			if (known.add(next)) {
				collect(next, found, open);
			}
		}
		return List.copyOf(found);
	}

	// An exception is foreign code: what it says of itself may fail
	private void collect(Throwable failure, Set<Integer> found, Deque<Throwable> open) {
		try {
			if (failure instanceof CompositeTaskFailedException composite) {
				open.addAll(composite.getExceptions());
				return;
			}
			if (failure instanceof TaskFailedException failed && failed.getTaskId() >= 0) {
				found.add(this.firstAttempts.getOrDefault(failed.getTaskId(), failed.getTaskId()));
			}
			if (failure.getCause() != null) {
				open.add(failure.getCause());
			}
			Collections.addAll(open, failure.getSuppressed());
		}
		catch (Throwable ex) {
			// Then it names none
		}
	}

}
