package io.durable.worker;

import java.time.Instant;

import io.durable.history.HistoryEvent;
import io.durable.history.HistoryEvent.EventRaised;
import io.durable.history.HistoryEvent.ExecutionResumed;
import io.durable.history.HistoryEvent.ExecutionRewound;
import io.durable.history.HistoryEvent.ExecutionStarted;
import io.durable.history.HistoryEvent.ExecutionSuspended;
import io.durable.history.HistoryEvent.ExecutionTerminated;

/**
 * Events that carry the time of the client that sent them. A client's clock must not move
 * the clock of an orchestration, and with it its timers, into the future.
 */
final class SentEvents {

	private SentEvents() {
	}

	static HistoryEvent notAfter(Instant now, HistoryEvent event) {
		if (!event.timestamp().isAfter(now)) {
			return event;
		}
		if (event instanceof EventRaised raised) {
			return new EventRaised(now, raised.name(), raised.input());
		}
		if (event instanceof ExecutionStarted started) {
			return new ExecutionStarted(now, started.name(), started.version(), started.input(), started.parent(),
					started.tags(), started.scheduledStartAt());
		}
		if (event instanceof ExecutionTerminated terminated) {
			return new ExecutionTerminated(now, terminated.input(), terminated.recurse());
		}
		if (event instanceof ExecutionSuspended suspended) {
			return new ExecutionSuspended(now, suspended.input());
		}
		if (event instanceof ExecutionResumed resumed) {
			return new ExecutionResumed(now, resumed.input());
		}
		if (event instanceof ExecutionRewound rewound) {
			return new ExecutionRewound(now, rewound.input(), rewound.previousExecutionId());
		}
		return event;
	}

}
