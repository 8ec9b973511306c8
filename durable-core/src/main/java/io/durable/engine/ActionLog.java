package io.durable.engine;

import java.util.HashSet;
import java.util.Set;
import java.util.function.IntFunction;

import io.durable.api.Limits;
import io.durable.engine.feed.EventFeed;
import io.durable.engine.feed.HistoryMismatch;
import io.durable.history.HistoryEvent.Action;

/**
 * Numbers what the orchestrator does, and records it in a new turn or compares it with
 * what a replayed turn recorded.
 */
final class ActionLog {

	private final EventFeed feed;

	private final Limits limits;

	// Activities and sub-orchestrations that have not ended
	private final Set<Integer> openCalls = new HashSet<>();

	private TurnRecord record = new TurnRecord();

	private int sequence;

	ActionLog(EventFeed feed, Limits limits) {
		this.feed = feed;
		this.limits = limits;
	}

	void beginTurn() {
		this.record = new TurnRecord();
	}

	/**
	 * Record an action.
	 * @param orchestrator the name of the orchestrator, for messages
	 * @param newAction creates the action with its sequence number
	 * @return the action, as it was recorded first
	 * @throws HistoryMismatch if a replayed turn recorded something else
	 * @throws TurnRefusedException if a new turn does too much
	 */
	Action record(String orchestrator, IntFunction<Action> newAction) throws HistoryMismatch, TurnRefusedException {
		if (!this.feed.isReplaying() && this.record.actions() >= this.limits.actionsPerTurn()) {
			throw new TurnRefusedException(Problems.tooManyActions(orchestrator, this.limits.actionsPerTurn()));
		}
		Action action = newAction.apply(this.sequence++);
		if (this.feed.isReplaying()) {
			return this.feed.check(action);
		}
		this.record.add(action);
		return action;
	}

	void ensureMayCall(String orchestrator) throws TurnRefusedException {
		if (!this.feed.isReplaying() && this.openCalls.size() >= this.limits.openTasks()) {
			throw new TurnRefusedException(Problems.tooManyOpenTasks(orchestrator, this.openCalls.size()));
		}
	}

	void called(int taskId) {
		this.openCalls.add(taskId);
	}

	void answered(int taskId) {
		this.openCalls.remove(taskId);
	}

	int nextSequence() {
		return this.sequence;
	}

	TurnRecord record() {
		return this.record;
	}

	/**
	 * A turn exceeds a limit: nothing that it did may be committed. Never seen by the
	 * orchestrator's code.
	 */
	static final class TurnRefusedException extends Exception {

		TurnRefusedException(String reason) {
			super(reason, null, false, false);
		}

	}

}
