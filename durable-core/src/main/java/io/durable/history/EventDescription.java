package io.durable.history;

import java.util.Map;

import io.durable.history.HistoryEvent.EventSent;
import io.durable.history.HistoryEvent.SubOrchestrationInstanceCreated;
import io.durable.history.HistoryEvent.TaskScheduled;
import io.durable.history.HistoryEvent.TimerCreated;

/**
 * Says what events record. Payloads are nobody's business.
 */
final class EventDescription {

	private static final Map<Class<?>, String> TEXTS = Map.of(TaskScheduled.class, "called the activity '%s' (#%d)",
			SubOrchestrationInstanceCreated.class, "called the sub-orchestrator '%s' (#%d)", EventSent.class,
			"sent the event '%s' (#%d)", TimerCreated.class, "created a timer (#%2$d)");

	private EventDescription() {
	}

	static String of(EventFields event) {
		String text = TEXTS.get(event.getClass());
		return (text != null) ? text.formatted(event.name(), event.taskId())
				: "recorded " + event.getClass().getSimpleName();
	}

}
