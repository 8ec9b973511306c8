package io.durable.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.durable.engine.feed.EventFeed;
import io.durable.engine.feed.HistoryMismatch;
import io.durable.history.HistoryEvent;
import io.durable.history.HistoryEvent.Completion;
import io.durable.history.HistoryEvent.EventRaised;
import io.durable.history.HistoryEvent.ExecutionResumed;
import io.durable.history.HistoryEvent.ExecutionRewound;
import io.durable.history.HistoryEvent.ExecutionSuspended;
import io.durable.history.HistoryEvent.ExecutionTerminated;
import org.jspecify.annotations.Nullable;

/**
 * Hands events to the tasks that wait for them, one at a time, and holds them back while
 * the instance is suspended.
 */
final class EventPump {

	private final EventFeed feed;

	private final Awaiting awaiting;

	private final Notifications notifications;

	private final Map<Integer, OpenTask> openTasks = new HashMap<>();

	private final ExternalEvents events = new ExternalEvents();

	// What arrived while the instance was suspended
	private final Deque<HistoryEvent> held = new ArrayDeque<>();

	private @Nullable ExecutionSuspended suspended;

	private @Nullable ExecutionTerminated terminated;

	EventPump(EventFeed feed, Awaiting awaiting, Notifications notifications) {
		this.feed = feed;
		this.awaiting = awaiting;
		this.notifications = notifications;
	}

	/**
	 * Deliver the next event, or wait for the next turn.
	 * @return {@code false} if the orchestrator's stack is to be given up
	 * @throws HistoryMismatch if a replayed turn ends, but the code has not done all that
	 * it recorded
	 */
	boolean next() throws HistoryMismatch {
		HistoryEvent event = (!isSuspended() && !this.held.isEmpty()) ? this.held.poll() : this.feed.next();
		if (event != null) {
			this.notifications.tellAfter(() -> deliver(event));
			return this.terminated == null;
		}
		if (!this.awaiting.awaitNextTurn()) {
			return false;
		}
		this.feed.enterNewTurn();
		return true;
	}

	private void deliver(HistoryEvent event) {
		if (event instanceof ExecutionTerminated termination) {
			this.terminated = termination;
		}
		else if (event instanceof ExecutionSuspended suspension) {
			this.suspended = suspension;
		}
		else if (event instanceof ExecutionResumed) {
			this.suspended = null;
		}
		else if (isSuspended()) {
			this.held.add(event);
		}
		else if (event instanceof EventRaised raised) {
			this.events.raise(raised);
		}
		else {
			OpenTask open = this.openTasks.remove(event.taskId());
			if (open != null) {
				open.end(event);
			}
		}
	}

	/**
	 * Return whether an event has arrived that was not delivered.
	 * @return {@code false} if the next one comes with another turn
	 */
	boolean hasNext() {
		return (!isSuspended() && !this.held.isEmpty()) || !this.feed.rest().isEmpty();
	}

	/**
	 * Return how many events to take in before the function may begin. A request to
	 * suspend or terminate that has arrived by then holds it up, whatever stands before
	 * it; while it is suspended, that is all there is and one more.
	 * @return the number of events, 0 if the function may begin
	 */
	int holdUp() {
		int ahead = 0;
		int position = 0;
		for (HistoryEvent event : this.feed.rest()) {
			position++;
			ahead = event.isControl() ? position : ahead;
		}
		return (ahead == 0 && isSuspended()) ? position + 1 : ahead;
	}

	void open(int taskId, OpenTask task) {
		this.openTasks.put(taskId, task);
	}

	void forget(int taskId) {
		this.openTasks.remove(taskId);
	}

	ExternalEvents events() {
		return this.events;
	}

	boolean isSuspended() {
		return this.suspended != null;
	}

	/**
	 * Return the request to terminate.
	 * @return the request, or {@code null} if there was none
	 */
	@Nullable ExecutionTerminated terminated() {
		return this.terminated;
	}

	/**
	 * Return how many events wait for the orchestrator.
	 * @return the number of events
	 */
	int unread() {
		return this.events.count() + this.held.size();
	}

	/**
	 * Return what a new generation takes over, in the order of arrival.
	 * @param preserveEvents whether external events are taken over
	 * @return the events
	 */
	List<HistoryEvent> carryOver(boolean preserveEvents) {
		List<HistoryEvent> carried = new ArrayList<>();
		if (preserveEvents) {
			carried.addAll(this.events.unconsumed());
		}
		if (this.suspended != null) {
			carried.add(this.suspended);
		}
		addMessages(this.held, preserveEvents, carried);
		addMessages(this.feed.rest(), preserveEvents, carried);
		return carried;
	}

	// Answers are for the generation that asked
	private static void addMessages(Collection<HistoryEvent> from, boolean preserveEvents, List<HistoryEvent> to) {
		for (HistoryEvent event : from) {
			boolean message = !(event instanceof Completion) && !(event instanceof ExecutionRewound);
			if (message && (preserveEvents || !(event instanceof EventRaised))) {
				to.add(event);
			}
		}
	}

	/**
	 * A task that waits for its completion event.
	 */
	interface OpenTask {

		void end(HistoryEvent event);

	}

}
