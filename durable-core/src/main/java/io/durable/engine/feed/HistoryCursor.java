package io.durable.engine.feed;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.durable.history.HistoryEvent;
import io.durable.history.HistoryEvent.Action;
import io.durable.history.HistoryEvent.ExecutionStarted;
import io.durable.history.HistoryEvent.OrchestratorCompleted;
import io.durable.history.HistoryEvent.OrchestratorStarted;
import org.jspecify.annotations.Nullable;

/**
 * Walks through the closed turns of a history and compares what the orchestrator does
 * with what each of them recorded.
 */
final class HistoryCursor {

	private final List<HistoryEvent> events;

	private int position;

	private int turnStart;

	private List<HistoryEvent> inputs = List.of();

	private List<HistoryEvent> actions = List.of();

	private Instant time = Instant.EPOCH;

	private int nextInput;

	private int nextAction;

	HistoryCursor(List<HistoryEvent> events) {
		this.events = events;
	}

	/**
	 * Go to the next closed turn.
	 * @return {@code false} if there is none
	 */
	boolean nextTurn() {
		this.turnStart = this.position;
		int started = this.position;
		while (started < this.events.size() && !(this.events.get(started) instanceof OrchestratorStarted)) {
			started++;
		}
		if (started == this.events.size()) {
			return false;
		}
		int completed = started + 1;
		while (completed < this.events.size() && !(this.events.get(completed) instanceof OrchestratorCompleted)) {
			completed++;
		}
		this.inputs = this.events.subList(this.position, started);
		this.actions = this.events.subList(started + 1, completed);
		this.time = this.events.get(started).timestamp();
		this.nextInput = 0;
		this.nextAction = 0;
		this.position = Math.min(completed + 1, this.events.size());
		return true;
	}

	Instant time() {
		return this.time;
	}

	/**
	 * Return where the current turn begins.
	 * @return the index of its first event, or the number of closed events after the last
	 * turn
	 */
	int turnStart() {
		return this.turnStart;
	}

	@Nullable HistoryEvent nextInput() {
		return (this.nextInput < this.inputs.size()) ? this.inputs.get(this.nextInput++) : null;
	}

	List<HistoryEvent> remainingInputs() {
		return this.inputs.subList(this.nextInput, this.inputs.size());
	}

	/**
	 * Take the start out of the input of the turn.
	 * @return the start, or {@code null} if there is none
	 */
	@Nullable ExecutionStarted takeStart() {
		for (int i = 0; i < this.inputs.size(); i++) {
			if (this.inputs.get(i) instanceof ExecutionStarted started) {
				List<HistoryEvent> others = new ArrayList<>(this.inputs);
				others.remove(i);
				this.inputs = others;
				return started;
			}
		}
		return null;
	}

	/**
	 * Compare an action with the one recorded in its place.
	 * @param action what the orchestrator does now
	 * @return what differs, or {@code null} if nothing does
	 */
	@Nullable String compare(Action action) {
		if (this.nextAction >= this.actions.size()) {
			return "its history says that it did nothing more in this turn, but the code %s"
				.formatted(action.describe());
		}
		HistoryEvent recorded = this.actions.get(this.nextAction++);
		if (recorded.getClass() == action.getClass() && recorded.taskId() == action.taskId()
				&& ((Action) recorded).name().equalsIgnoreCase(action.name())) {
			return null;
		}
		return "its history says that it %s, but the code %s".formatted(recorded.describe(), action.describe());
	}

	/**
	 * Return whether the action recorded next has the given payload.
	 * @param payload the payload
	 * @return {@code true} if it has
	 */
	boolean nextActionHas(String payload) {
		if (this.nextAction >= this.actions.size()) {
			return false;
		}
		return payload.equals(this.actions.get(this.nextAction).input());
	}

	/**
	 * Return the action that was compared last, as it was recorded.
	 * @return the action
	 */
	Action recorded() {
		return (Action) this.actions.get(this.nextAction - 1);
	}

	/**
	 * Look whether the orchestrator has done all that the current turn recorded.
	 * @return what it has left out, or {@code null} if nothing
	 */
	@Nullable String missing() {
		return (this.nextAction < this.actions.size()) ? "its history says that it %s, but the code did not"
			.formatted(this.actions.get(this.nextAction).describe()) : null;
	}

}
