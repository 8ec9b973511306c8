package io.durable.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import io.durable.api.TaskOrchestration;
import io.durable.api.Times;
import io.durable.engine.identity.OrchestrationIdentity;
import io.durable.history.HistoryEvent;
import io.durable.history.HistoryEvent.Action;
import io.durable.history.HistoryEvent.Completion;
import io.durable.history.HistoryEvent.EventRaised;
import io.durable.history.HistoryEvent.ExecutionCompleted;
import io.durable.history.HistoryEvent.ExecutionResumed;
import io.durable.history.HistoryEvent.ExecutionRewound;
import io.durable.history.HistoryEvent.ExecutionStarted;
import io.durable.history.HistoryEvent.ExecutionSuspended;
import io.durable.history.HistoryEvent.OrchestratorCompleted;
import io.durable.history.HistoryEvent.OrchestratorStarted;
import io.durable.history.HistoryEvent.SubOrchestrationInstanceFailed;
import io.durable.history.HistoryEvent.TaskFailed;
import io.durable.history.HistoryEvent.TimerCreated;
import io.durable.history.HistoryEvent.TimerFired;
import org.jspecify.annotations.Nullable;

/**
 * Takes a history back to before the failure that ended it. The failures it died of are
 * left out, and the code is replayed over the rest: as far as the two agree, the history
 * is kept. Of what follows, results and events are kept that belong to what is kept; they
 * are processed again.
 *
 * @param kept the closed turns that are kept
 * @param inputs what the next turn takes in
 * @param previousExecutionId the execution that called what is kept, as far as no earlier
 * rewind that is kept too says otherwise
 * @param problem why the code cannot be replayed, or {@code null}
 */
public record Rewind(List<HistoryEvent> kept, List<HistoryEvent> inputs, UUID previousExecutionId,
		@Nullable String problem) {

	/**
	 * Rewind a history.
	 * @param identity the execution that has it
	 * @param code the code of the orchestrator
	 * @param settings what all runs have in common
	 * @param awaiting gives up the replay where it waits
	 * @param history the history, of an execution that has failed or does not agree with
	 * its code, and what has arrived since
	 * @param time from when waits that have timed out are repeated
	 * @return what is kept
	 */
	public static Rewind of(OrchestrationIdentity identity, TaskOrchestration code, EngineSettings settings,
			Awaiting awaiting, List<HistoryEvent> history, Instant time) {
		Set<Integer> undone = undone(history);
		List<HistoryEvent> rest = history.stream()
			.filter((event) -> !(event instanceof ExecutionCompleted)
					&& !(isFailure(event) && undone.contains(event.taskId())))
			.toList();
		int agreed = 0;
		if (rest.stream().anyMatch(OrchestratorStarted.class::isInstance)) {
			OrchestrationRun run = new OrchestrationRun(identity, code, settings, awaiting, rest);
			run.beginTurn(List.of(), history.get(history.size() - 1).timestamp());
			run.execute();
			agreed = run.agreedEvents();
			if (agreed < 0) {
				return new Rewind(List.of(), List.of(), identity.executionId(), run.problem());
			}
		}
		List<HistoryEvent> kept = waitingAgain(rest.subList(0, agreed), timedOut(history, undone), time);
		List<HistoryEvent> dropped = rest.subList(agreed, rest.size());
		return new Rewind(kept, inputs(kept, dropped), caller(identity, dropped), null);
	}

	// With an earlier rewind that is dropped, what is kept was called before that
	private static UUID caller(OrchestrationIdentity identity, List<HistoryEvent> dropped) {
		for (HistoryEvent event : dropped) {
			if (event instanceof ExecutionRewound rewound && rewound.previousExecutionId() != null) {
				return rewound.previousExecutionId();
			}
		}
		return identity.executionId();
	}

	private static boolean isFailure(HistoryEvent event) {
		return event instanceof TaskFailed || event instanceof SubOrchestrationInstanceFailed
				|| event instanceof TimerFired;
	}

	private static Set<Integer> timedOut(List<HistoryEvent> history, Set<Integer> undone) {
		return history.stream()
			.filter((event) -> event instanceof TimerFired && undone.contains(event.taskId()))
			.map(HistoryEvent::taskId)
			.collect(Collectors.toSet());
	}

	// A wait that has timed out lasts as long again, from now
	private static List<HistoryEvent> waitingAgain(List<HistoryEvent> kept, Set<Integer> timers, Instant time) {
		if (timers.isEmpty()) {
			return kept;
		}
		return kept.stream()
			.map((event) -> (event instanceof TimerCreated timer && timers.contains(timer.taskId()))
					? new TimerCreated(time, timer.taskId(),
							Times.plus(time, Duration.between(timer.timestamp(), timer.fireAt())))
					: event)
			.toList();
	}

	// The failures that the exception named, or else those that the last turn took in
	private static Set<Integer> undone(List<HistoryEvent> history) {
		ExecutionCompleted completed = end(history);
		if (completed == null) {
			return Set.of();
		}
		if (!completed.failedTasks().isEmpty()) {
			return Set.copyOf(completed.failedTasks());
		}
		Set<Integer> undone = new HashSet<>();
		boolean inputs = false;
		for (int i = history.indexOf(completed); i >= 0; i--) {
			HistoryEvent event = history.get(i);
			if (inputs && event instanceof OrchestratorCompleted) {
				break;
			}
			inputs |= event instanceof OrchestratorStarted;
			if (inputs && isFailure(event) && !(event instanceof TimerFired)) {
				undone.add(event.taskId());
			}
		}
		return undone;
	}

	// How it first ended since it was last rewound: what came after are attempts to
	// rewind
	private static @Nullable ExecutionCompleted end(List<HistoryEvent> history) {
		ExecutionCompleted first = null;
		for (HistoryEvent event : history) {
			if (event instanceof ExecutionRewound rewound && rewound.previousExecutionId() != null) {
				first = null;
			}
			else if (event instanceof ExecutionCompleted completed && first == null) {
				first = completed;
			}
		}
		return first;
	}

	private static List<HistoryEvent> inputs(List<HistoryEvent> kept, List<HistoryEvent> dropped) {
		Set<Integer> known = new HashSet<>();
		for (HistoryEvent event : kept) {
			if (event instanceof Action) {
				known.add(event.taskId());
			}
		}
		List<HistoryEvent> inputs = new ArrayList<>();
		for (HistoryEvent event : dropped) {
			boolean result = event instanceof Completion && known.contains(event.taskId());
			if (result || event instanceof EventRaised || event instanceof ExecutionStarted
					|| event instanceof ExecutionSuspended || event instanceof ExecutionResumed) {
				inputs.add(event);
			}
		}
		return inputs;
	}

}
