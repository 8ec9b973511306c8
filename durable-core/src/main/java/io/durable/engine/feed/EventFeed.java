package io.durable.engine.feed;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

import io.durable.history.HistoryEvent;
import io.durable.history.HistoryEvent.ExecutionStarted;
import org.jspecify.annotations.Nullable;

/**
 * The events that a run takes in, one at a time: those of the closed turns of its
 * history, then those of new turns. Knows the clock of the turn that an event belongs to.
 */
public final class EventFeed {

	private final HistoryCursor history;

	private Deque<HistoryEvent> newInputs = new ArrayDeque<>();

	private Instant newTurnTime = Instant.EPOCH;

	private Instant time = Instant.EPOCH;

	// Changed in begin and enterNextTurn only: the code runs again what is committed
	// already
	private boolean replaying;

	public EventFeed(List<HistoryEvent> past) {
		this.history = new HistoryCursor(past);
	}

	public void setNewTurn(List<HistoryEvent> inputs, Instant turnTime) {
		this.newInputs = new ArrayDeque<>(inputs);
		this.newTurnTime = turnTime.truncatedTo(ChronoUnit.MILLIS);
	}

	/**
	 * Enter the first turn. What was sent to an instance before it started may stand
	 * before its start: that is taken out of the input of the turn, wherever it is, and
	 * the others keep their order. Only what the turn has recorded as its input counts,
	 * so a replay begins in the same way.
	 * @return the start, or {@code null} if the turn has none
	 */
	public @Nullable ExecutionStarted begin() {
		this.replaying = this.history.nextTurn();
		this.time = this.replaying ? this.history.time() : this.newTurnTime;
		return this.replaying ? this.history.takeStart() : takeStart();
	}

	private @Nullable ExecutionStarted takeStart() {
		Iterator<HistoryEvent> inputs = this.newInputs.iterator();
		while (inputs.hasNext()) {
			if (inputs.next() instanceof ExecutionStarted started) {
				inputs.remove();
				return started;
			}
		}
		return null;
	}

	/**
	 * Go on with a new turn after one that has ended.
	 */
	public void enterNewTurn() {
		this.time = this.newTurnTime;
	}

	/**
	 * Return the next event, of the next turn if this one has no more.
	 * @return the event, or {@code null} if the new turn has no more
	 * @throws HistoryMismatch if a replayed turn ends, but the code has not done all that
	 * it recorded
	 */
	public @Nullable HistoryEvent next() throws HistoryMismatch {
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
	 * Return the events of this turn that were not taken.
	 * @return a view of the events, in their order
	 */
	public Collection<HistoryEvent> rest() {
		return this.replaying ? this.history.remainingInputs() : this.newInputs;
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
	public HistoryEvent.Action check(HistoryEvent.Action action) throws HistoryMismatch {
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
	public boolean wasPassedOn(String payload) {
		return this.replaying && this.history.nextActionHas(payload);
	}

	/**
	 * Check that the code may end here.
	 * @param how how it ends
	 * @throws HistoryMismatch if history says that it went on
	 */
	public void checkEnd(String how) throws HistoryMismatch {
		if (this.replaying) {
			String missing = this.history.missing();
			throw new HistoryMismatch((missing != null) ? missing + ": it " + how
					: "its history says that it waited here, but the code " + how);
		}
	}

	public Instant time() {
		return this.time;
	}

	public Instant newTurnTime() {
		return this.newTurnTime;
	}

	/**
	 * Return how many events of the past the closed turns before this one have.
	 * @return the index of the first event of this turn
	 */
	public int turnStart() {
		return this.history.turnStart();
	}

	public boolean isReplaying() {
		return this.replaying;
	}

}
