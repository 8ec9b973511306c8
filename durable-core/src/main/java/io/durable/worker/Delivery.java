package io.durable.worker;

import java.util.UUID;

import io.durable.history.HistoryEvent.Completion;
import io.durable.store.DueTimer;
import io.durable.store.InboxMessage;

/**
 * Something that an instance is to take in.
 */
sealed interface Delivery {

	/**
	 * A message from the inbox.
	 *
	 * @param message the message
	 */
	record Message(InboxMessage message) implements Delivery {

	}

	/**
	 * A timer that is due.
	 *
	 * @param timer the timer
	 */
	record Timer(DueTimer timer) implements Delivery {

	}

	/**
	 * The end of work that this node did for the instance. There is no other copy of it.
	 *
	 * @param executionId the execution that scheduled the work
	 * @param completion the result
	 */
	record Result(UUID executionId, Completion completion) implements Delivery {

	}

	/**
	 * Look at the instance again, since it may have work that nobody does: after a
	 * takeover or a commit whose outcome was unknown.
	 */
	record Recover() implements Delivery {

	}

	/**
	 * Park the instance.
	 *
	 * @param reason why
	 */
	record Park(String reason) implements Delivery {

	}

}
