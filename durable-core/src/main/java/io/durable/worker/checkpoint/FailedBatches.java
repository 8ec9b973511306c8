package io.durable.worker.checkpoint;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Parts of batches that have failed, to be tried before anything else that waits, and
 * turns that failed alone and wait for their next try. Thread-safe.
 */
final class FailedBatches {

	private final Deque<Batch> ready = new ArrayDeque<>();

	private final Set<Batch> delayed = new HashSet<>();

	synchronized int size() {
		return this.ready.size();
	}

	synchronized @Nullable Batch poll() {
		return this.ready.poll();
	}

	synchronized void add(Batch batch) {
		this.ready.addLast(batch);
	}

	synchronized void addFirst(Batch batch) {
		this.ready.addFirst(batch);
	}

	synchronized void delay(Batch batch) {
		this.delayed.add(batch);
	}

	/**
	 * Let a batch that was delayed be tried.
	 * @param batch the batch
	 * @return {@code false} if it has been taken out meanwhile
	 */
	synchronized boolean endDelay(Batch batch) {
		boolean present = this.delayed.remove(batch);
		if (present) {
			this.ready.addLast(batch);
		}
		return present;
	}

	synchronized List<Batch> removeAll() {
		List<Batch> all = new ArrayList<>(this.ready);
		all.addAll(this.delayed);
		this.ready.clear();
		this.delayed.clear();
		return all;
	}

}
