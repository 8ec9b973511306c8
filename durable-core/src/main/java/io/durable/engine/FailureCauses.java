package io.durable.engine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.durable.api.CompositeTaskFailedException;
import io.durable.api.TaskFailedException;

/**
 * Finds the calls whose failure an orchestration died of: those that its exception names
 * as causes. A rewind makes them again.
 */
final class FailureCauses {

	private static final int MAX_DEPTH = 100;

	// For a repeated call the first attempt
	private final Map<Integer, Integer> firstAttempts = new HashMap<>();

	void repeats(int taskId, int firstTaskId) {
		this.firstAttempts.put(taskId, firstTaskId);
	}

	List<Integer> of(Throwable failure) {
		Set<Integer> found = new TreeSet<>();
		collect(failure, found, MAX_DEPTH);
		return List.copyOf(found);
	}

	private void collect(Throwable failure, Set<Integer> found, int depth) {
		if (failure instanceof CompositeTaskFailedException composite) {
			composite.getExceptions().forEach((member) -> collect(member, found, depth - 1));
			return;
		}
		if (failure instanceof TaskFailedException failed && failed.getTaskId() >= 0) {
			found.add(this.firstAttempts.getOrDefault(failed.getTaskId(), failed.getTaskId()));
		}
		Throwable cause = failure.getCause();
		if (cause != null && cause != failure && depth > 0) {
			collect(cause, found, depth - 1);
		}
	}

}
