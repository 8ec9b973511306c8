package io.durable.worker;

import io.durable.history.HistoryEvent;
import org.jspecify.annotations.Nullable;

/**
 * Estimates how much memory the payloads of an event take.
 */
final class PayloadSize {

	private PayloadSize() {
	}

	static long of(HistoryEvent event) {
		if (event instanceof HistoryEvent.TaskScheduled scheduled) {
			return length(scheduled.input());
		}
		if (event instanceof HistoryEvent.TaskCompleted completed) {
			return length(completed.result());
		}
		if (event instanceof HistoryEvent.TaskFailed failed) {
			return length(failed.failure().getErrorMessage()) + length(failed.failure().getStackTrace());
		}
		if (event instanceof HistoryEvent.SubOrchestrationInstanceCreated created) {
			return length(created.input()) + length(created.instanceId());
		}
		if (event instanceof HistoryEvent.SubOrchestrationInstanceCompleted completed) {
			return length(completed.result());
		}
		if (event instanceof HistoryEvent.EventRaised raised) {
			return length(raised.input());
		}
		if (event instanceof HistoryEvent.EventSent sent) {
			return length(sent.input());
		}
		if (event instanceof HistoryEvent.ExecutionStarted started) {
			return length(started.input());
		}
		if (event instanceof HistoryEvent.ExecutionCompleted completed) {
			return length(completed.result());
		}
		return 0;
	}

	private static long length(@Nullable String text) {
		return (text != null) ? 2L * text.length() : 0;
	}

}
