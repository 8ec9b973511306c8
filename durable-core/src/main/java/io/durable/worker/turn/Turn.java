package io.durable.worker.turn;

import java.util.List;

import io.durable.history.HistoryEvent;
import io.durable.store.DueTimer;
import io.durable.store.NewInstance;
import io.durable.store.NewMessage;
import io.durable.store.StoredInstance;
import io.durable.store.TurnCommit;
import org.jspecify.annotations.Nullable;

/**
 * A turn on its way through the checkpoint: what it writes, and what happens after the
 * commit, never before.
 *
 * @param commit what it writes
 * @param deliveries what it took in
 * @param rowAfter the row after the commit, or {@code null} if there is none
 * @param statusChanged whether the status is another one, or the execution
 * @param startsOver whether the cached history is replaced rather than appended to
 * @param activities the activities to start
 * @param children what is to be done for sub-orchestrations with given IDs
 * @param endedWork work whose end it took in
 * @param recover whether open work that nobody does is to be started
 * @param problem why the instance is parked with this turn, or {@code null}
 * @param lateWork what an instance that had ended before leaves undone, or {@code null}
 */
public record Turn(TurnCommit commit, List<Delivery> deliveries, @Nullable StoredInstance rowAfter,
		boolean statusChanged, boolean startsOver, List<ScheduledActivity> activities, List<ChildOperation> children,
		List<RunningWork> endedWork, boolean recover, @Nullable String problem, @Nullable LateWork lateWork) {

	/**
	 * Return whether there is nothing to commit.
	 * @return {@code true} if the store would not change
	 */
	public boolean writesNothing() {
		return this.commit.consumedMessages().isEmpty() && this.commit.removedTimers().isEmpty()
				&& this.commit.events().isEmpty() && this.commit.update() == null
				&& this.commit.openMark() == TurnCommit.OpenMark.KEEP;
	}

	/**
	 * Return whether the instance has ended with this turn.
	 * @return {@code true} if its status is terminal
	 */
	public boolean isEnd() {
		return this.rowAfter != null && this.rowAfter.status().isTerminal();
	}

	/**
	 * Bring the cached state to what is committed now.
	 * @param state the state before, or {@code null} if there was no instance
	 * @return the state after, or {@code null} if there is no instance
	 */
	public @Nullable InstanceState applyTo(@Nullable InstanceState state) {
		if (state == null || this.rowAfter == null) {
			return null;
		}
		InstanceState after = state;
		if (this.startsOver) {
			after = new InstanceState(this.rowAfter, this.commit.events());
		}
		else {
			state.setRow(this.rowAfter);
			state.append(this.commit.events());
			for (DueTimer timer : this.commit.removedTimers()) {
				if (timer.executionId().equals(state.executionId())) {
					state.forgetAction(timer.taskId());
				}
			}
		}
		after.setMarked(switch (this.commit.openMark()) {
			case SET -> Boolean.TRUE;
			case CLEAR -> Boolean.FALSE;
			case KEEP -> state.isMarked();
		});
		return after;
	}

	/**
	 * Return how much memory the turn takes until it is committed.
	 * @return the number of bytes, about
	 */
	public long weight() {
		long weight = 500 + 100L * rows();
		for (HistoryEvent event : this.commit.events()) {
			weight += event.weight();
		}
		for (NewMessage message : this.commit.messages()) {
			weight += (message.event() != null) ? message.event().weight() : 0;
		}
		for (NewInstance child : this.commit.children()) {
			weight += child.started().weight();
		}
		return weight;
	}

	/**
	 * Return how many rows the turn writes or deletes.
	 * @return the number of rows, about
	 */
	public int rows() {
		return 1 + this.commit.events().size() + this.commit.consumedMessages().size()
				+ this.commit.removedTimers().size() + this.commit.newTimers().size() + this.commit.messages().size()
				+ 2 * this.commit.children().size();
	}

}
