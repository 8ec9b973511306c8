package io.durable.spring.boot.web.answer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.durable.api.FailureDetails;
import io.durable.history.HistoryEvent;
import io.durable.history.HistoryEvent.Action;
import io.durable.history.HistoryEvent.EventRaised;
import io.durable.history.HistoryEvent.EventSent;
import io.durable.history.HistoryEvent.ExecutionCompleted;
import io.durable.history.HistoryEvent.ExecutionResumed;
import io.durable.history.HistoryEvent.ExecutionRewound;
import io.durable.history.HistoryEvent.ExecutionStarted;
import io.durable.history.HistoryEvent.ExecutionSuspended;
import io.durable.history.HistoryEvent.ExecutionTerminated;
import io.durable.history.HistoryEvent.OrchestratorCompleted;
import io.durable.history.HistoryEvent.OrchestratorStarted;
import io.durable.history.HistoryEvent.SubOrchestrationInstanceCompleted;
import io.durable.history.HistoryEvent.SubOrchestrationInstanceCreated;
import io.durable.history.HistoryEvent.SubOrchestrationInstanceFailed;
import io.durable.history.HistoryEvent.TaskCompleted;
import io.durable.history.HistoryEvent.TaskFailed;
import io.durable.history.HistoryEvent.TaskScheduled;
import io.durable.history.HistoryEvent.TimerCreated;
import io.durable.history.HistoryEvent.TimerFired;
import io.durable.history.HistoryEvent.Unreadable;
import org.jspecify.annotations.Nullable;

/**
 * A history as Durable Functions shows it: the turns are left out, and a call and its
 * answer are one event once the answer is there.
 */
public final class HistoryDocument {

	private final Map<Integer, HistoryEvent> calls = new HashMap<>();

	private final Set<Integer> answered = new HashSet<>();

	private final boolean showInput;

	private final boolean showOutput;

	private HistoryDocument(boolean showInput, boolean showOutput) {
		this.showInput = showInput;
		this.showOutput = showOutput;
	}

	/**
	 * Project a history.
	 * @param history the history
	 * @param showInput whether inputs are shown
	 * @param showOutput whether results are shown
	 * @return the events
	 */
	public static List<Map<String, Object>> of(List<HistoryEvent> history, boolean showInput, boolean showOutput) {
		return new HistoryDocument(showInput, showOutput).project(history);
	}

	private List<Map<String, Object>> project(List<HistoryEvent> history) {
		for (HistoryEvent event : history) {
			if (event instanceof TaskScheduled || event instanceof SubOrchestrationInstanceCreated) {
				this.calls.put(event.taskId(), event);
			}
			else if (isAnswer(event)) {
				this.answered.add(event.taskId());
			}
		}
		List<Map<String, Object>> events = new ArrayList<>();
		for (HistoryEvent event : history) {
			boolean folded = this.calls.get(event.taskId()) == event && this.answered.contains(event.taskId());
			if (!folded && !(event instanceof OrchestratorStarted) && !(event instanceof OrchestratorCompleted)) {
				events.add(project(event));
			}
		}
		return events;
	}

	private static boolean isAnswer(HistoryEvent event) {
		return event instanceof TaskCompleted || event instanceof TaskFailed
				|| event instanceof SubOrchestrationInstanceCompleted
				|| event instanceof SubOrchestrationInstanceFailed;
	}

	private Map<String, Object> project(HistoryEvent event) {
		Map<String, Object> fields = new LinkedHashMap<>();
		fields.put("EventType", (event instanceof Unreadable) ? "GenericEvent" : event.getClass().getSimpleName());
		if (isAnswer(event)) {
			putAnswer(fields, event);
		}
		else if (event instanceof Action action) {
			putAction(fields, action);
		}
		else {
			putOther(fields, event);
		}
		fields.put("Timestamp", event.timestamp().toString());
		return fields;
	}

	private void putAnswer(Map<String, Object> fields, HistoryEvent event) {
		HistoryEvent call = this.calls.get(event.taskId());
		if (call instanceof Action action) {
			fields.put("FunctionName", action.name());
			fields.put("ScheduledTime", action.timestamp().toString());
			putInput(fields, input(action));
		}
		if (event instanceof TaskCompleted completed) {
			putResult(fields, completed.result());
		}
		else if (event instanceof SubOrchestrationInstanceCompleted completed) {
			putResult(fields, completed.result());
		}
		else if (event instanceof TaskFailed failed) {
			putFailure(fields, failed.failure());
		}
		else if (event instanceof SubOrchestrationInstanceFailed failed) {
			putFailure(fields, failed.failure());
		}
	}

	private static @Nullable String input(Action action) {
		if (action instanceof TaskScheduled scheduled) {
			return scheduled.input();
		}
		return (action instanceof SubOrchestrationInstanceCreated created) ? created.input() : null;
	}

	private void putAction(Map<String, Object> fields, Action action) {
		if (action instanceof TimerCreated timer) {
			fields.put("FireAt", timer.fireAt().toString());
			return;
		}
		fields.put("Name", action.name());
		if (action instanceof SubOrchestrationInstanceCreated created) {
			fields.put("InstanceId", created.instanceId());
		}
		if (action instanceof EventSent sent) {
			fields.put("InstanceId", sent.instanceId());
			putInput(fields, sent.input());
		}
		putInput(fields, input(action));
	}

	private void putOther(Map<String, Object> fields, HistoryEvent event) {
		if (event instanceof ExecutionStarted started) {
			fields.put("FunctionName", started.name());
			putInput(fields, started.input());
			if (started.scheduledStartAt() != null) {
				fields.put("ScheduledStartTime", started.scheduledStartAt().toString());
			}
		}
		else if (event instanceof ExecutionCompleted completed) {
			fields.put("OrchestrationStatus", completed.status().text());
			putResult(fields, completed.result());
			if (completed.failure() != null) {
				fields.put("FailureDetails", FailureDocument.of(completed.failure()));
			}
		}
		else if (event instanceof TimerFired fired) {
			fields.put("FireAt", fired.fireAt().toString());
		}
		else if (event instanceof EventRaised raised) {
			fields.put("Name", raised.name());
			putInput(fields, raised.input());
		}
		else if (event instanceof Unreadable unreadable) {
			fields.put("Data", unreadable.problem());
		}
		else {
			putReason(fields, event);
		}
	}

	private void putReason(Map<String, Object> fields, HistoryEvent event) {
		if (event instanceof ExecutionTerminated terminated) {
			putInput(fields, terminated.input());
			return;
		}
		String reason = null;
		if (event instanceof ExecutionSuspended suspended) {
			reason = suspended.input();
		}
		else if (event instanceof ExecutionResumed resumed) {
			reason = resumed.input();
		}
		else if (event instanceof ExecutionRewound rewound) {
			reason = rewound.input();
		}
		if (reason != null) {
			fields.put("Reason", reason);
		}
	}

	// Inputs stay the text that is stored; results become JSON
	private void putInput(Map<String, Object> fields, @Nullable String input) {
		if (this.showInput && input != null) {
			fields.put("Input", input);
		}
	}

	private void putResult(Map<String, Object> fields, @Nullable String result) {
		Object json = ApiJson.embed(result);
		if (this.showOutput && json != null) {
			fields.put("Result", json);
		}
	}

	private static void putFailure(Map<String, Object> fields, FailureDetails failure) {
		fields.put("Reason", failure.getErrorMessage());
		if (failure.getStackTrace() != null) {
			fields.put("Details", failure.getStackTrace());
		}
		fields.put("FailureDetails", FailureDocument.of(failure));
	}

}
