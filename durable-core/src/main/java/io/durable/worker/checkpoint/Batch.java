package io.durable.worker.checkpoint;

import java.util.List;

import io.durable.store.Checkpoint;

/**
 * Turns that are committed together.
 *
 * @param turns the turns
 * @param failures how often their commit has failed although the store was there
 * @param reason why it has failed last
 * @param isTried whether these very turns have failed together
 */
record Batch(List<WaitingTurn> turns, int failures, String reason, boolean isTried) {

	Batch(List<WaitingTurn> turns) {
		this(turns, 0, "", false);
	}

	int size() {
		return this.turns.size();
	}

	Checkpoint checkpoint() {
		return new Checkpoint(this.turns.stream().map((waiting) -> waiting.turn().commit()).toList());
	}

	Batch failedAgain(String why) {
		return new Batch(this.turns, this.failures + 1, why, true);
	}

	Batch firstHalf() {
		return new Batch(List.copyOf(this.turns.subList(0, size() / 2)), this.failures, this.reason, false);
	}

	Batch secondHalf() {
		return new Batch(List.copyOf(this.turns.subList(size() / 2, size())), this.failures, this.reason, false);
	}

}
