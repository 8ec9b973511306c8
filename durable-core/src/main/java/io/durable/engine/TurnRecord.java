package io.durable.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.durable.engine.TurnResult.Continuation;
import io.durable.engine.TurnResult.CustomStatus;
import io.durable.history.HistoryEvent;
import io.durable.history.HistoryEvent.Action;
import io.durable.history.HistoryEvent.ExecutionCompleted;
import io.durable.history.HistoryEvent.OrchestratorCompleted;
import io.durable.history.HistoryEvent.OrchestratorStarted;
import org.jspecify.annotations.Nullable;

/**
 * What the orchestrator does in a new turn.
 */
final class TurnRecord {

	private final List<Action> actions = new ArrayList<>();

	private final Set<Integer> cancelledTimers = new LinkedHashSet<>();

	private final Set<Integer> delays = new LinkedHashSet<>();

	private @Nullable CustomStatus customStatus;

	void add(Action action) {
		this.actions.add(action);
	}

	int actions() {
		return this.actions.size();
	}

	void cancelTimer(int taskId) {
		this.cancelledTimers.add(taskId);
	}

	void addDelay(int taskId) {
		this.delays.add(taskId);
	}

	void setCustomStatus(@Nullable String status) {
		this.customStatus = new CustomStatus(status);
	}

	TurnResult close(Instant time, @Nullable ExecutionCompleted completed, @Nullable Continuation continuation,
			boolean suspended, @Nullable String problem, int unreadEvents) {
		List<HistoryEvent> closing = new ArrayList<>(this.actions.size() + 3);
		closing.add(new OrchestratorStarted(time));
		closing.addAll(this.actions);
		closing.add(new OrchestratorCompleted(time));
		if (completed != null) {
			closing.add(completed);
		}
		return new TurnResult(closing, List.copyOf(this.actions), this.cancelledTimers, this.delays, this.customStatus,
				completed, continuation, suspended, problem, unreadEvents, null);
	}

}
