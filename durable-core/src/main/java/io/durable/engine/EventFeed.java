package io.durable.engine;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;

import io.durable.history.HistoryEvent;
import org.jspecify.annotations.Nullable;

/**
 * The events that a run takes in, one at a time: those of the closed turns of its
 * history, then those of new turns. Knows the clock of the turn that an event belongs to.
 */
final class EventFeed {

	private final HistoryCursor history;

	private Deque<HistoryEvent> newInputs = new ArrayDeque<>();

	private Instant newTurnTime = Instant.EPOCH;

	private Instant time = Instant.EPOCH;

	// Changed in begin and enterNextTurn only: the code runs again what is committed
	// already
	private boolean replaying;

	EventFeed(List<HistoryEvent> past) {
		this.history = new HistoryCursor(past);
	}

	void setNewTurn(List<HistoryEvent> inputs, Instant turnTime) {
		this.newInputs = new ArrayDeque<>(inputs);
		this.newTurnTime = turnTime.truncatedTo(ChronoUnit.MILLIS);
	}

	/**
	 * Enter the first turn.
	 * @return its first event, or {@code null} if it has none
	 */
	@Nullable HistoryEvent begin() {
		this.replaying = this.history.nextTurn();
		this.time = this.replaying ? this.history.time() : this.newTurnTime;
		return this.replaying ? this.history.nextInput() : this.newInputs.poll();
	}

	/**
	 * Go on with a new turn after one that has ended.
	 */
	void enterNewTurn() {
		this.time = this.newTurnTime;
	}

	/**
	 * Return the next event, of the next turn if this one has no more.
	 * @return the event, or {@code null} if the new turn has no more
	 * @throws HistoryMismatch if a replayed turn ends, but the code has not done all that
	 * it recorded
	 */
	@Nullable HistoryEvent next() throws HistoryMismatch {
		while (this.replaying) {
			HistoryEvent input = this.history.nextInput();
			if (input != null) {
				return input;
			}
			enterNextTurn();
		}
		return this.newInputs.poll();
	}

	/**
	 * Look at the next event of this turn.
	 * @return the event, or {@code null} if the turn has no more
	 */
	@Nullable HistoryEvent peek() {
		return this.replaying ? this.history.peekInput() : this.newInputs.peek();
	}

	private void enterNextTurn() throws HistoryMismatch {
		String missing = this.history.missing();
		if (missing != null) {
			throw new HistoryMismatch(missing);
		}
		this.replaying = this.history.nextTurn();
		this.time = this.replaying ? this.history.time() : this.newTurnTime;
	}

	/**
	 * Compare an action with the one that the replayed turn recorded in its place.
	 * @param action what the code does
	 * @return the action as it was recorded
	 * @throws HistoryMismatch if they differ
	 */
	HistoryEvent.Action check(HistoryEvent.Action action) throws HistoryMismatch {
		String difference = this.history.compare(action);
		if (difference != null) {
			throw new HistoryMismatch(difference);
		}
		return this.history.recorded();
	}

	/**
	 * Return whether this payload was passed on here when the code ran before.
	 * @param payload the payload
	 * @return {@code true} if the replayed turn has recorded it next
	 */
	boolean wasPassedOn(String payload) {
		return this.replaying && this.history.nextActionHas(payload);
	}

	/**
	 * Check that the code may end here.
	 * @param how how it ends
	 * @throws HistoryMismatch if history says that it went on
	 */
	void checkEnd(String how) throws HistoryMismatch {
		if (this.replaying) {
			String missing = this.history.missing();
			throw new HistoryMismatch((missing != null) ? missing + ": it " + how
					: "its history says that it waited here, but the code " + how);
		}
	}

	/**
	 * Return the events of the new turn that were not taken.
	 * @return the events, in their order
	 */
	Collection<HistoryEvent> untaken() {
		return this.newInputs;
	}

	Instant time() {
		return this.time;
	}

	Instant newTurnTime() {
		return this.newTurnTime;
	}

	/**
	 * Return how many events of the past the closed turns before this one have.
	 * @return the index of the first event of this turn
	 */
	int turnStart() {
		return this.history.turnStart();
	}

	boolean isReplaying() {
		return this.replaying;
	}

}
