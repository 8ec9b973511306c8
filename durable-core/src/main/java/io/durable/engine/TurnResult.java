package io.durable.engine;

import java.util.List;
import java.util.Set;

import io.durable.history.HistoryEvent;
import io.durable.history.HistoryEvent.Action;
import io.durable.history.HistoryEvent.ExecutionCompleted;
import org.jspecify.annotations.Nullable;

/**
 * What one turn of one execution did.
 *
 * @param closing the events that close the turn: {@code OrchestratorStarted}, the
 * actions, {@code OrchestratorCompleted}; empty if there was no turn
 * @param actions the actions among them
 * @param cancelledTimers the sequence numbers of timers that were cancelled
 * @param customStatus the custom status if the turn changed it, or {@code null}
 * @param completed how the execution ended, or {@code null} if it did not
 * @param continuation what to continue with, or {@code null}
 * @param suspended whether the instance is suspended after the turn
 * @param problem why the instance must be parked, or {@code null}
 * @param unreadEvents how many external events wait for the orchestrator
 */
public record TurnResult(List<HistoryEvent> closing, List<Action> actions, Set<Integer> cancelledTimers,
		@Nullable CustomStatus customStatus, @Nullable ExecutionCompleted completed,
		@Nullable Continuation continuation, boolean suspended, @Nullable String problem, int unreadEvents) {

	/**
	 * Leave out a turn that took nothing in, if it did nothing either: it was a mere
	 * replay.
	 * @return the result without the events of the turn, or this one
	 */
	public TurnResult withoutEmptyTurn() {
		boolean idle = this.actions.isEmpty() && this.completed == null && this.continuation == null;
		return idle ? new TurnResult(List.of(), List.of(), this.cancelledTimers, this.customStatus, null, null,
				this.suspended, this.problem, this.unreadEvents) : this;
	}

	static TurnResult parked(String problem, boolean suspended) {
		return new TurnResult(List.of(), List.of(), Set.of(), null, null, null, suspended, problem, 0);
	}

	/**
	 * A new custom status.
	 *
	 * @param value the value as stored, or {@code null} for none
	 */
	public record CustomStatus(@Nullable String value) {

	}

	/**
	 * The execution continues as new.
	 *
	 * @param started the event that the new execution begins with
	 * @param carriedOver client messages that the old execution did not process, in the
	 * order of their arrival
	 */
	public record Continuation(HistoryEvent.ExecutionStarted started, List<HistoryEvent> carriedOver) {

	}

}
