package io.durable.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.durable.api.Times;
import io.durable.history.HistoryEvent;
import io.durable.history.HistoryEvent.Action;
import io.durable.history.HistoryEvent.ExecutionCompleted;
import io.durable.history.HistoryEvent.TimerCreated;
import org.jspecify.annotations.Nullable;

/**
 * What one turn of one execution did.
 *
 * @param closing the events that close the turn: {@code OrchestratorStarted}, the
 * actions, {@code OrchestratorCompleted}; empty if there was no turn
 * @param actions the actions among them
 * @param cancelledTimers the sequence numbers of timers that were cancelled
 * @param delays the sequence numbers of timers that were asked for as delays
 * @param customStatus the custom status if the run has set it, in this turn or in one
 * that it replayed, or {@code null}
 * @param completed how the execution ended, or {@code null} if it did not
 * @param continuation what to continue with, or {@code null}
 * @param suspended whether the instance is suspended after the turn
 * @param problem why the instance must be parked, or {@code null}
 * @param unreadEvents how many external events wait for the orchestrator
 * @param exhausted with what the virtual machine has given up while the function ran, or
 * {@code null}; that is no verdict on the orchestration: nothing of the turn counts, and
 * it is to be tried again
 */
public record TurnResult(List<HistoryEvent> closing, List<Action> actions, Set<Integer> cancelledTimers,
		Set<Integer> delays, @Nullable CustomStatus customStatus, @Nullable ExecutionCompleted completed,
		@Nullable Continuation continuation, boolean suspended, @Nullable String problem, int unreadEvents,
		@Nullable Throwable exhausted) {

	public TurnResult(List<HistoryEvent> closing, List<Action> actions, Set<Integer> cancelledTimers,
			@Nullable CustomStatus customStatus, @Nullable ExecutionCompleted completed,
			@Nullable Continuation continuation, boolean suspended, @Nullable String problem, int unreadEvents) {
		this(closing, actions, cancelledTimers, Set.of(), customStatus, completed, continuation, suspended, problem,
				unreadEvents, null);
	}

	/**
	 * Leave out a turn that took nothing in, if it did nothing either: it was a mere
	 * replay.
	 * @return the result without the events of the turn, or this one
	 */
	public TurnResult withoutEmptyTurn() {
		boolean idle = this.exhausted == null && this.actions.isEmpty() && this.completed == null
				&& this.continuation == null;
		return idle ? new TurnResult(List.of(), List.of(), this.cancelledTimers, this.customStatus, null, null,
				this.suspended, this.problem, this.unreadEvents) : this;
	}

	static TurnResult parked(String problem, boolean suspended) {
		return new TurnResult(List.of(), List.of(), Set.of(), null, null, null, suspended, problem, 0);
	}

	static TurnResult exhausted(Throwable exhausted, String problem, boolean suspended) {
		return new TurnResult(List.of(), List.of(), Set.of(), Set.of(), null, null, null, suspended, problem, 0,
				exhausted);
	}

	/**
	 * Let delays be measured by the store's clock. That of a turn is never before an
	 * earlier one of its instance: when the store's clock was ahead for a while, so is
	 * that of its instances, perhaps by days.
	 * @param now the store's clock
	 * @return the result with timers that are due by that
	 */
	public TurnResult withDelaysFrom(Instant now) {
		if (this.delays.isEmpty() || !this.closing.get(0).timestamp().isAfter(now)) {
			return this;
		}
		Duration ahead = Duration.between(now, this.closing.get(0).timestamp());
		List<Action> adjusted = this.actions.stream().map((action) -> earlier(action, ahead)).toList();
		List<HistoryEvent> events = new ArrayList<>(this.closing);
		for (int i = 0; i < adjusted.size(); i++) {
			// Behind the event that opens the turn
			events.set(i + 1, adjusted.get(i));
		}
		return new TurnResult(events, adjusted, this.cancelledTimers, this.delays, this.customStatus, this.completed,
				this.continuation, this.suspended, this.problem, this.unreadEvents, this.exhausted);
	}

	private Action earlier(Action action, Duration ahead) {
		boolean delay = action instanceof TimerCreated && this.delays.contains(action.taskId());
		return delay ? new TimerCreated(action.timestamp(), action.taskId(),
				Times.plus(((TimerCreated) action).fireAt(), ahead.negated())) : action;
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
