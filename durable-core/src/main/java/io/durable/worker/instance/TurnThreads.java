package io.durable.worker.instance;

import java.util.ArrayDeque;
import java.util.Deque;

import io.durable.worker.memory.MemoryBudget;
import io.durable.worker.memory.Share;
import io.durable.worker.runtime.TaskSlots;
import io.durable.worker.runtime.TaskThreads;
import org.jspecify.annotations.Nullable;

/**
 * Runs the turns of instances. Requests to terminate, suspend and resume come first;
 * turns of instances that go on and first turns of new ones take turns, so that a flood
 * of starts holds nobody up. No turn begins while too many are computed and not
 * committed. Thread-safe.
 */
public final class TurnThreads {

	// How many turns of instances that go on there are for each first turn
	private static final int ONGOING_PER_START = 3;

	private final Deque<InstanceSlot> urgent = new ArrayDeque<>();

	private final Deque<InstanceSlot> ongoing = new ArrayDeque<>();

	private final Deque<InstanceSlot> starting = new ArrayDeque<>();

	private final MemoryBudget budget;

	private final TaskSlots slots;

	private int ongoingInARow;

	/**
	 * Create the queue.
	 * @param threads the threads
	 * @param limit how many turns run at the same time
	 * @param budget says when there is too much to commit
	 */
	public TurnThreads(TaskThreads threads, int limit, MemoryBudget budget) {
		this.budget = budget;
		this.slots = new TaskSlots(threads, limit, this::next);
		budget.onRoom(Share.CHECKPOINTS, this.slots::wake);
	}

	/**
	 * Let an instance wait for a thread. It may wait in several places at once: its turn
	 * is taken when the first of them is reached.
	 * @param slot the instance
	 * @param priority how urgent its turn is
	 */
	void schedule(InstanceSlot slot, Priority priority) {
		synchronized (this) {
			switch (priority) {
				case URGENT -> this.urgent.add(slot);
				case ONGOING -> this.ongoing.add(slot);
				case START -> this.starting.add(slot);
			}
		}
		this.slots.wakeUnlessOurs();
	}

	private @Nullable Runnable next() {
		if (!this.budget.hasRoom(Share.CHECKPOINTS)) {
			return null;
		}
		InstanceSlot slot = poll();
		if (slot == null) {
			return null;
		}
		if (!isIdle()) {
			this.slots.wake();
		}
		return slot;
	}

	private synchronized @Nullable InstanceSlot poll() {
		if (!this.urgent.isEmpty()) {
			return this.urgent.poll();
		}
		if (this.starting.isEmpty() || (!this.ongoing.isEmpty() && this.ongoingInARow < ONGOING_PER_START)) {
			this.ongoingInARow = Math.min(this.ongoingInARow + 1, ONGOING_PER_START);
			return this.ongoing.poll();
		}
		this.ongoingInARow = 0;
		return this.starting.poll();
	}

	/**
	 * Look whether a turn waits that nobody takes, since no thread could be made for it.
	 */
	public void wakeIfWaiting() {
		if (!isIdle()) {
			this.slots.wake();
		}
	}

	/**
	 * Return whether no turn waits for a thread.
	 * @return {@code true} if there is nothing else to do
	 */
	public synchronized boolean isIdle() {
		return this.urgent.isEmpty() && this.ongoing.isEmpty() && this.starting.isEmpty();
	}

	/**
	 * Return how many turns wait for a thread.
	 * @return the number of turns
	 */
	public synchronized int waiting() {
		return this.urgent.size() + this.ongoing.size() + this.starting.size();
	}

	/**
	 * Begin no more turns: the next owner goes on from what is stored.
	 */
	public void stop() {
		this.slots.stop();
	}

	/**
	 * How urgent a turn is.
	 */
	enum Priority {

		URGENT, ONGOING, START

	}

}
