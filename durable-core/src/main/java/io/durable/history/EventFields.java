package io.durable.history;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.durable.api.FailureDetails;
import org.jspecify.annotations.Nullable;

/**
 * What can be asked of every event, whatever its type: the fields, empty where its type
 * has none, how large it is and how it is described.
 */
public sealed interface EventFields permits HistoryEvent {

	/**
	 * Return when the event happened.
	 * @return the time, in whole milliseconds
	 */
	Instant timestamp();

	/**
	 * Return the sequence number of the action that this event records or answers.
	 * @return the task ID, or -1 if it belongs to no action
	 */
	default int taskId() {
		return -1;
	}

	default @Nullable String name() {
		return null;
	}

	default @Nullable String version() {
		return null;
	}

	default @Nullable String instanceId() {
		return null;
	}

	default @Nullable String input() {
		return null;
	}

	default @Nullable String result() {
		return null;
	}

	default @Nullable FailureDetails failure() {
		return null;
	}

	default @Nullable ParentTask parent() {
		return null;
	}

	default Map<String, String> tags() {
		return Map.of();
	}

	default @Nullable Instant scheduledStartAt() {
		return null;
	}

	default List<Integer> failedTasks() {
		return List.of();
	}

	/**
	 * Return how much memory the event takes, with all that it refers to.
	 * @return a good estimate, in bytes
	 */
	default long weight() {
		return EventWeight.of(this);
	}

	/**
	 * Return how large its payloads are: what it passes on, failures included. This
	 * counts towards the size of a history.
	 * @return the number of bytes of its texts, in UTF-16
	 */
	default long payloadBytes() {
		return EventWeight.payload(this);
	}

	/**
	 * Return whether a client asks to terminate, suspend or resume. Such requests are few
	 * and must get past whatever else waits.
	 * @return {@code true} for these requests
	 */
	default boolean isControl() {
		return false;
	}

	/**
	 * Say what the event records, without its payloads.
	 * @return a predicate to which the orchestrator is the subject
	 */
	default String describe() {
		return EventDescription.of(this);
	}

}
