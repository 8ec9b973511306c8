package io.durable.worker.turn;

import java.util.Objects;
import java.util.UUID;

import io.durable.history.HistoryEvent;
import io.durable.history.HistoryEvent.Completion;
import io.durable.history.HistoryEvent.ExecutionRewound;
import io.durable.history.HistoryEvent.ExecutionStarted;
import io.durable.history.HistoryEvent.Unreadable;
import io.durable.store.DueTimer;
import io.durable.store.InboxMessage;

/**
 * Something that an instance is to take in.
 */
public sealed interface Delivery {

	/**
	 * Return how much memory it takes.
	 * @return the number of bytes, about
	 */
	long weight();

	/**
	 * Return whether the store has it too, so that it is delivered again if it is
	 * dropped.
	 * @return {@code false} if this is the only copy
	 */
	default boolean isStored() {
		return false;
	}

	/**
	 * Return whether it comes first, however the deliveries have overtaken each other.
	 * @return {@code true} for what lets an instance begin
	 */
	default boolean begins() {
		return false;
	}

	/**
	 * Return whether it merely ends work, so that it says nothing to an instance that has
	 * ended.
	 * @return {@code true} for an answer
	 */
	default boolean endsWork() {
		return false;
	}

	/**
	 * A message from the inbox.
	 *
	 * @param message the message
	 */
	record Message(InboxMessage message) implements Delivery {

		private static final long OVERHEAD = 160;

		@Override
		public long weight() {
			HistoryEvent event = this.message.event();
			// The payload of a start is in its row
			String input = (this.message.start() != null) ? this.message.start().input() : null;
			boolean same = event instanceof ExecutionStarted started && Objects.equals(started.input(), input);
			return OVERHEAD + ((event != null) ? event.weight() : 0)
					+ ((input != null && !same) ? 2L * input.length() : 0);
		}

		@Override
		public boolean isStored() {
			return true;
		}

		@Override
		public boolean begins() {
			return this.message.event() instanceof ExecutionStarted || this.message.event() instanceof ExecutionRewound;
		}

		@Override
		public boolean endsWork() {
			return this.message.executionId() != null && (this.message.event() instanceof Completion
					|| (this.message.event() instanceof Unreadable unreadable && unreadable.taskId() >= 0));
		}

	}

	/**
	 * A timer that is due.
	 *
	 * @param timer the timer
	 */
	record Timer(DueTimer timer) implements Delivery {

		/**
		 * How much memory a timer takes, and the books about it.
		 */
		public static final long WEIGHT = 300;

		@Override
		public long weight() {
			return WEIGHT;
		}

		@Override
		public boolean isStored() {
			return true;
		}

		@Override
		public boolean begins() {
			return this.timer.taskId() < 0;
		}

		@Override
		public boolean endsWork() {
			return this.timer.taskId() >= 0;
		}

	}

	/**
	 * The end of work that this node did for the instance. There is no other copy of it.
	 *
	 * @param executionId the execution that scheduled the work
	 * @param completion the result
	 */
	record Result(UUID executionId, Completion completion) implements Delivery {

		@Override
		public long weight() {
			return this.completion.weight();
		}

		@Override
		public boolean endsWork() {
			return true;
		}

	}

	/**
	 * Look at the instance again, since it may have work that nobody does: after a
	 * takeover or a commit whose outcome was unknown.
	 *
	 * @param counted whether the recovery of a partition waits for it
	 */
	record Recover(boolean counted) implements Delivery {

		public Recover() {
			this(false);
		}

		@Override
		public long weight() {
			return 0;
		}

	}

	/**
	 * Park the instance.
	 *
	 * @param reason why
	 */
	record Park(String reason) implements Delivery {

		@Override
		public long weight() {
			return 0;
		}

	}

}
