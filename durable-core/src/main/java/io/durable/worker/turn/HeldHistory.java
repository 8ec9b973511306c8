package io.durable.worker.turn;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.durable.history.HistoryEvent;
import io.durable.history.HistoryEvent.ExecutionCompleted;
import io.durable.history.HistoryEvent.ExecutionRewound;
import io.durable.history.HistoryEvent.ExecutionTerminated;
import io.durable.history.HistoryEvent.OrchestratorCompleted;
import io.durable.history.HistoryEvent.Unreadable;
import org.jspecify.annotations.Nullable;

/**
 * The history of an instance in memory, and what is summed up of it. Not thread-safe:
 * whoever has the instance's turn uses it.
 */
final class HeldHistory {

	private final List<HistoryEvent> events = new ArrayList<>();

	private @Nullable Unreadable unreadable;

	private boolean hasEnded;

	private int closedEvents;

	private long payloadBytes;

	private long weight;

	private Instant lastTimestamp = Instant.EPOCH;

	void add(HistoryEvent event) {
		this.events.add(event);
		this.payloadBytes += event.payloadBytes();
		this.weight += event.weight();
		if (event.timestamp().isAfter(this.lastTimestamp)) {
			this.lastTimestamp = event.timestamp();
		}
		if (event instanceof Unreadable problem) {
			this.unreadable = (this.unreadable != null) ? this.unreadable : problem;
		}
		else if (event instanceof OrchestratorCompleted) {
			this.closedEvents = this.events.size();
		}
		else if (event instanceof ExecutionCompleted) {
			this.hasEnded = true;
		}
	}

	List<HistoryEvent> all() {
		return Collections.unmodifiableList(this.events);
	}

	/**
	 * Return the closed turns, for replay.
	 * @return a view
	 */
	List<HistoryEvent> closedTurns() {
		return Collections.unmodifiableList(this.events.subList(0, this.closedEvents));
	}

	/**
	 * Return the events that were taken in without a turn.
	 * @return a view
	 */
	List<HistoryEvent> unprocessed() {
		return this.events.subList(this.closedEvents, this.events.size());
	}

	/**
	 * Return the request to rewind that was taken in but not processed.
	 * @return the request, or {@code null}
	 */
	@Nullable ExecutionRewound pendingRewind() {
		for (HistoryEvent event : unprocessed()) {
			if (event instanceof ExecutionRewound rewound && rewound.previousExecutionId() == null) {
				return rewound;
			}
		}
		return null;
	}

	/**
	 * Return the request that has ended the instance together with its
	 * sub-orchestrations.
	 * @return the request, or {@code null}
	 */
	@Nullable ExecutionTerminated recursiveTermination() {
		for (HistoryEvent event : this.events) {
			if (event instanceof ExecutionTerminated terminated && terminated.recurse()) {
				return terminated;
			}
		}
		return null;
	}

	@Nullable Unreadable unreadable() {
		return this.unreadable;
	}

	boolean hasEnded() {
		return this.hasEnded;
	}

	boolean hasClosedTurns() {
		return this.closedEvents > 0;
	}

	long payloadBytes() {
		return this.payloadBytes;
	}

	long weight() {
		return this.weight;
	}

	Instant lastTimestamp() {
		return this.lastTimestamp;
	}

}
