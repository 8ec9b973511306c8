package io.durable.worker.activity;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

import io.durable.store.StoredInstance;
import io.durable.worker.turn.ChildOperation;
import io.durable.worker.turn.RunningWork;
import org.jspecify.annotations.Nullable;

/**
 * Operations on children, one lane for each ID: they happen one after the other, in the
 * order of the calls. Thread-safe.
 */
final class ChildLanes {

	private final Map<String, Lane> lanes = new HashMap<>();

	private final Deque<Lane> ready = new ArrayDeque<>();

	/**
	 * Add an operation.
	 * @param step the operation
	 * @return whether its lane has become ready
	 */
	synchronized boolean add(Step step) {
		Lane lane = this.lanes.computeIfAbsent(step.operation().childId(), Lane::new);
		lane.add(step);
		if (lane.size() > 1) {
			return false;
		}
		return this.ready.add(lane);
	}

	synchronized @Nullable Lane next() {
		return this.ready.poll();
	}

	/**
	 * The first operation of a lane is done.
	 * @param lane the lane
	 * @return whether there is more to do
	 */
	synchronized boolean done(Lane lane) {
		if (lane.removeFirst()) {
			this.lanes.remove(lane.childId);
			return false;
		}
		return this.ready.add(lane);
	}

	synchronized boolean hasReady() {
		return !this.ready.isEmpty();
	}

	synchronized void again(Lane lane) {
		this.ready.add(lane);
	}

	/**
	 * An operation.
	 *
	 * @param owner for whom
	 * @param parent the calling instance
	 * @param operation what is to be done
	 */
	record Step(WorkOwner owner, StoredInstance parent, ChildOperation operation) {

	}

	/**
	 * The operations on one ID.
	 */
	static final class Lane {

		private final String childId;

		private static final Duration FIRST_PAUSE = Duration.ofMillis(20);

		private final Deque<Step> steps = new ArrayDeque<>(2);

		private int failures;

		Lane(String childId) {
			this.childId = childId;
		}

		private synchronized void add(Step step) {
			this.steps.add(step);
		}

		private synchronized int size() {
			return this.steps.size();
		}

		/**
		 * Return how long to wait after a failure.
		 * @param longest how long at most
		 * @return twice as long as before
		 */
		synchronized Duration pause(Duration longest) {
			Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(this.failures++, 10));
			return (pause.compareTo(longest) < 0) ? pause : longest;
		}

		private synchronized boolean removeFirst() {
			this.failures = 0;
			this.steps.removeFirst();
			return this.steps.isEmpty();
		}

		synchronized Step first() {
			return this.steps.getFirst();
		}

		/**
		 * Return whether a child is to be terminated.
		 * @param call the call of the child
		 * @return {@code true} if it need not begin
		 */
		synchronized boolean isTerminated(RunningWork call) {
			return this.steps.stream()
				.anyMatch((step) -> step.operation() instanceof ChildOperation.Terminate
						&& step.operation().call().equals(call));
		}

	}

}
