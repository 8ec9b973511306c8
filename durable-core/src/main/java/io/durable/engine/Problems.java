package io.durable.engine;

import io.durable.engine.feed.HistoryMismatch;

/**
 * Says why an instance is parked, and what to do about it.
 */
final class Problems {

	private Problems() {
	}

	static String swallowedYield(String orchestrator, String how) {
		return ("The orchestrator '%s' caught the Error with which await() gives up its stack, and %s. "
				+ "Catch Exception, not Throwable or Error, around await().")
			.formatted(orchestrator, how);
	}

	static String unsteadyCallback(String orchestrator, String before, String now) {
		return ("The orchestrator '%s' has a retry handler, or a function given to thenApply or thenAccept, that awaits. "
				+ "Such code runs again from its beginning when what it awaits has ended, and must do the same again: "
				+ "before it called %s, now %s. Let it depend only on its arguments and its tasks, and change no "
				+ "variables outside of it before it awaits.")
			.formatted(orchestrator, before, now);
	}

	static String usedElsewhere(String orchestrator) {
		return ("The orchestrator '%s' uses its context on another thread, or outside of its own run. An "
				+ "orchestrator runs on one thread: start activities in parallel and await them with allOf, and leave "
				+ "threads, executors and parallel streams to activities.")
			.formatted(orchestrator);
	}

	static String mismatch(String orchestrator, String instanceId, HistoryMismatch difference) {
		return ("The orchestrator '%s' of instance '%s' is not deterministic, or its code has changed since the "
				+ "instance started: %s. Deploy code that does what the history says, or keep the old code under its "
				+ "name and give the new code another. To drop what the two do not agree on, rewind the instance.")
			.formatted(orchestrator, instanceId, difference.getMessage());
	}

	static String tooManyActions(String orchestrator, int limit) {
		return ("The orchestrator '%s' does more than %d things without waiting for one of them. Await some before it "
				+ "starts more, divide the work among sub-orchestrations, or raise durable.limits.actions-per-turn.")
			.formatted(orchestrator, limit);
	}

	static String tooManyOpenTasks(String orchestrator, int open) {
		return ("The orchestrator '%s' has %d activities and sub-orchestrations under way. Await some before it starts "
				+ "more, divide the work among sub-orchestrations, or raise durable.limits.open-tasks.")
			.formatted(orchestrator, open);
	}

}
