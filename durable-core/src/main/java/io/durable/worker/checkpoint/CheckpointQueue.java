package io.durable.worker.checkpoint;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Turns that wait for the next checkpoint. Gives them out in bounded batches, in the
 * order of their coming. Thread-safe.
 */
final class CheckpointQueue {

	private static final int MAX_ROWS = 5_000;

	private static final long MAX_BYTES = 8L * 1024 * 1024;

	private final Deque<WaitingTurn> waiting = new ArrayDeque<>();

	private final int maxTurns;

	CheckpointQueue(int maxTurns) {
		this.maxTurns = maxTurns;
	}

	synchronized void add(WaitingTurn turn) {
		this.waiting.add(turn);
	}

	/**
	 * Take what goes together: always one, then as many as fit.
	 * @return the batch, empty if nothing waits
	 */
	synchronized Batch next() {
		List<WaitingTurn> turns = new ArrayList<>();
		int rows = 0;
		long bytes = 0;
		for (WaitingTurn next : this.waiting) {
			rows += next.turn().rows();
			bytes += next.turn().weight();
			if (!turns.isEmpty() && (turns.size() == this.maxTurns || next.isAlone() || turns.get(0).isAlone()
					|| rows > MAX_ROWS || bytes > MAX_BYTES)) {
				break;
			}
			turns.add(next);
		}
		Batch batch = new Batch(turns);
		// Afterwards, which needs no memory: whatever was thrown before, they wait still
		for (int i = 0; i < batch.size(); i++) {
			this.waiting.removeFirst();
		}
		return batch;
	}

	synchronized boolean isEmpty() {
		return this.waiting.isEmpty();
	}

}
