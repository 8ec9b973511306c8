package io.durable.worker;

import java.util.List;
import java.util.UUID;

import io.durable.history.HistoryEvent.TaskScheduled;
import io.durable.store.DueTimer;
import io.durable.store.StoredInstance;
import io.durable.store.TurnCommit;
import org.jspecify.annotations.Nullable;

/**
 * A turn on its way through the committer: what it writes, and what happens after the
 * commit, never before.
 *
 * @param actor the instance
 * @param commit what it writes
 * @param deliveries what it took in
 * @param rowAfter the row after the commit, or {@code null} if there is none
 * @param statusChanged whether the status is another one, or the execution
 * @param startsOver whether the cached history is replaced rather than appended to
 * @param activities the activities to start
 * @param children the sub-orchestrations with given IDs to start
 * @param endedWork work whose end it took in
 * @param recover whether open work that nobody does is to be started
 * @param problem why the instance is parked with this turn, or {@code null}
 */
record Turn(InstanceActor actor, TurnCommit commit, List<Delivery> deliveries, @Nullable StoredInstance rowAfter,
		boolean statusChanged, boolean startsOver, List<ScheduledActivity> activities, List<GivenChild> children,
		List<RunningWork> endedWork, boolean recover, @Nullable String problem) {

	/**
	 * Return whether there is nothing to commit.
	 * @return {@code true} if the store would not change
	 */
	boolean writesNothing() {
		return this.commit.consumedMessages().isEmpty() && this.commit.removedTimers().isEmpty()
				&& this.commit.events().isEmpty() && this.commit.update() == null
				&& this.commit.openMark() == TurnCommit.OpenMark.KEEP;
	}

	/**
	 * Return whether the instance has ended with this turn.
	 * @return {@code true} if its status is terminal
	 */
	boolean isEnd() {
		return this.rowAfter != null && this.rowAfter.status().isTerminal();
	}

	/**
	 * Bring the cached state to what is committed now.
	 * @param state the state before, or {@code null} if there was no instance
	 * @return the state after, or {@code null} if the instance is of no more interest
	 */
	@Nullable InstanceState applyTo(@Nullable InstanceState state) {
		if (state == null || this.rowAfter == null || this.rowAfter.status().isTerminal()) {
			return null;
		}
		if (this.startsOver) {
			return new InstanceState(this.rowAfter, this.commit.events());
		}
		state.setRow(this.rowAfter);
		state.append(this.commit.events());
		for (DueTimer timer : this.commit.removedTimers()) {
			if (timer.executionId().equals(state.executionId())) {
				state.forgetAction(timer.taskId());
			}
		}
		return state;
	}

	/**
	 * A call of an activity.
	 *
	 * @param executionId the calling execution
	 * @param call the call
	 */
	record ScheduledActivity(UUID executionId, TaskScheduled call) {

	}

}
