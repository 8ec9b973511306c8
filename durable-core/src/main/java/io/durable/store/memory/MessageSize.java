package io.durable.store.memory;

import io.durable.api.FailureDetails;
import io.durable.history.HistoryEvent;
import io.durable.history.HistoryEvent.EventRaised;
import io.durable.history.HistoryEvent.ExecutionResumed;
import io.durable.history.HistoryEvent.ExecutionRewound;
import io.durable.history.HistoryEvent.ExecutionSuspended;
import io.durable.history.HistoryEvent.ExecutionTerminated;
import io.durable.history.HistoryEvent.SubOrchestrationInstanceCompleted;
import io.durable.history.HistoryEvent.SubOrchestrationInstanceFailed;
import io.durable.history.HistoryEvent.TaskCompleted;
import io.durable.history.HistoryEvent.TaskFailed;
import io.durable.store.InboxMessage;
import io.durable.store.StoredInstance;
import org.jspecify.annotations.Nullable;

/**
 * Estimates what the payloads of a message take.
 */
final class MessageSize {

	private MessageSize() {
	}

	static long of(InboxMessage message) {
		StoredInstance start = message.start();
		return (start != null) ? size(start.input()) : size(message.event());
	}

	private static long size(@Nullable HistoryEvent event) {
		if (event instanceof EventRaised raised) {
			return size(raised.input());
		}
		if (event instanceof TaskCompleted completed) {
			return size(completed.result());
		}
		if (event instanceof TaskFailed failed) {
			return size(failed.failure());
		}
		if (event instanceof SubOrchestrationInstanceCompleted completed) {
			return size(completed.result());
		}
		if (event instanceof SubOrchestrationInstanceFailed failed) {
			return size(failed.failure());
		}
		if (event instanceof ExecutionTerminated terminated) {
			return size(terminated.input());
		}
		if (event instanceof ExecutionSuspended suspended) {
			return size(suspended.input());
		}
		if (event instanceof ExecutionResumed resumed) {
			return size(resumed.input());
		}
		if (event instanceof ExecutionRewound rewound) {
			return size(rewound.input());
		}
		return 0;
	}

	private static long size(FailureDetails failure) {
		long size = 0;
		for (FailureDetails next = failure; next != null; next = next.getInnerFailure()) {
			size += size(next.getErrorMessage()) + size(next.getStackTrace());
		}
		return size;
	}

	private static long size(@Nullable String payload) {
		return (payload != null) ? 2L * payload.length() : 0;
	}

}
