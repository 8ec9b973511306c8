package io.durable.worker.checkpoint;

import io.durable.store.TurnOutcome;
import io.durable.worker.memory.MemoryBudget;
import io.durable.worker.memory.Share;
import io.durable.worker.turn.Turn;

/**
 * A turn in the committer, with the memory that it takes until its end. Only whoever
 * commits, or has stopped the commits, ends it.
 */
final class WaitingTurn {

	private final PendingTurn pending;

	private final MemoryBudget budget;

	private final long weight;

	private boolean ended;

	WaitingTurn(PendingTurn pending, MemoryBudget budget, long least) {
		this.pending = pending;
		this.budget = budget;
		this.weight = Math.max(pending.turn().weight(), least);
		budget.take(Share.CHECKPOINTS, this.weight);
	}

	Turn turn() {
		return this.pending.turn();
	}

	boolean isAlone() {
		return this.pending.isAlone();
	}

	void end(TurnOutcome outcome) {
		if (leave()) {
			this.pending.ended(outcome);
		}
	}

	void drop(Throwable failure) {
		if (leave()) {
			this.pending.dropped(failure);
		}
	}

	/**
	 * Give the memory back.
	 * @return {@code false} if that was done before
	 */
	boolean leave() {
		if (this.ended) {
			return false;
		}
		this.ended = true;
		this.budget.give(Share.CHECKPOINTS, this.weight);
		return true;
	}

}
