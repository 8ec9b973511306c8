package io.durable.jdbc.codec;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;

import io.durable.history.HistoryEvent;
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
 * Turns events into columns and back. Types and columns have the names that Durable
 * Functions uses in its history; both are part of the stored format.
 */
public final class HistoryEventCodec {

	/**
	 * The type of the message that starts an instance.
	 */
	public static final String EXECUTION_STARTED = ExecutionStarted.class.getSimpleName();

	private final StoredJson json = new StoredJson();

	private final Map<String, Format<?>> formats = new HashMap<>();

	public HistoryEventCodec() {
		add(ExecutionStarted.class,
				(e, row) -> row.name(e.name())
					.input(e.input())
					.attribute("version", e.version())
					.parent(e.parent())
					.tags(e.tags())
					.attribute("scheduledStartAt", e.scheduledStartAt()),
				(row) -> new ExecutionStarted(row.timestamp(), row.name(), row.text("version"), row.input(),
						row.parent(), row.tags(), row.instant("scheduledStartAt")));
		add(ExecutionCompleted.class,
				(e, row) -> row.status(e.status())
					.result(e.result())
					.failure(e.failure())
					.attribute("failedTasks", e.failedTasks()),
				(row) -> new ExecutionCompleted(row.timestamp(), row.status(), row.result(), row.failure(),
						row.numbers("failedTasks")));
		add(ExecutionRewound.class,
				(e, row) -> row.input(e.input()).attribute("previousExecutionId", e.previousExecutionId()),
				(row) -> new ExecutionRewound(row.timestamp(), row.input(), row.uuid("previousExecutionId")));
		add(ExecutionTerminated.class, (e, row) -> row.input(e.input()).flag("recurse", e.recurse()),
				(row) -> new ExecutionTerminated(row.timestamp(), row.input(), row.flag("recurse")));
		add(ExecutionSuspended.class, (e, row) -> row.input(e.input()),
				(row) -> new ExecutionSuspended(row.timestamp(), row.input()));
		add(ExecutionResumed.class, (e, row) -> row.input(e.input()),
				(row) -> new ExecutionResumed(row.timestamp(), row.input()));
		add(TaskScheduled.class, (e, row) -> row.name(e.name()).input(e.input()),
				(row) -> new TaskScheduled(row.timestamp(), row.taskId(), row.name(), row.input()));
		add(TaskCompleted.class, (e, row) -> row.result(e.result()),
				(row) -> new TaskCompleted(row.timestamp(), row.taskId(), row.result()));
		add(TaskFailed.class, (e, row) -> row.failure(e.failure()),
				(row) -> new TaskFailed(row.timestamp(), row.taskId(), row.requiredFailure()));
		add(SubOrchestrationInstanceCreated.class,
				(e, row) -> row.name(e.name())
					.input(e.input())
					.attribute("version", e.version())
					.attribute("instanceId", e.instanceId())
					.flag("detached", e.detached())
					.tags(e.tags())
					.attribute("scheduledStartAt", e.scheduledStartAt()),
				(row) -> new SubOrchestrationInstanceCreated(row.timestamp(), row.taskId(), row.name(),
						row.text("version"), row.requiredText("instanceId"), row.input(), row.flag("detached"),
						row.tags(), row.instant("scheduledStartAt")));
		add(SubOrchestrationInstanceCompleted.class, (e, row) -> row.result(e.result()),
				(row) -> new SubOrchestrationInstanceCompleted(row.timestamp(), row.taskId(), row.result()));
		add(SubOrchestrationInstanceFailed.class, (e, row) -> row.failure(e.failure()),
				(row) -> new SubOrchestrationInstanceFailed(row.timestamp(), row.taskId(), row.requiredFailure()));
		add(TimerCreated.class, (e, row) -> row.attribute("fireAt", e.fireAt()),
				(row) -> new TimerCreated(row.timestamp(), row.taskId(), row.requiredInstant("fireAt")));
		add(TimerFired.class, (e, row) -> row.attribute("fireAt", e.fireAt()),
				(row) -> new TimerFired(row.timestamp(), row.taskId(), row.requiredInstant("fireAt")));
		add(OrchestratorStarted.class, (e, row) -> {
		}, (row) -> new OrchestratorStarted(row.timestamp()));
		add(OrchestratorCompleted.class, (e, row) -> {
		}, (row) -> new OrchestratorCompleted(row.timestamp()));
		add(EventSent.class, (e, row) -> row.name(e.name()).input(e.input()).attribute("instanceId", e.instanceId()),
				(row) -> new EventSent(row.timestamp(), row.taskId(), row.requiredText("instanceId"), row.name(),
						row.input()));
		add(EventRaised.class, (e, row) -> row.name(e.name()).input(e.input()),
				(row) -> new EventRaised(row.timestamp(), row.name(), row.input()));
	}

	private <E extends HistoryEvent> void add(Class<E> type, BiConsumer<E, EventWriter> write,
			Function<EventReader, E> read) {
		this.formats.put(type.getSimpleName(), new Format<>(type, write, read));
	}

	public StoredJson json() {
		return this.json;
	}

	// No event: a message that only asks for a turn.
	public EventColumns encode(@Nullable HistoryEvent event) {
		if (event == null) {
			return EventColumns.NONE;
		}
		if (event instanceof Unreadable unreadable) {
			return (EventColumns) unreadable.stored();
		}
		String type = event.getClass().getSimpleName();
		Format<?> format = this.formats.get(type);
		if (format == null) {
			throw new IllegalArgumentException("No format for " + event.getClass());
		}
		return format.write(event, new EventWriter(this.json, type, event));
	}

	// What cannot be read is no failure here: it concerns one instance alone, and the
	// columns are kept for a version that can.
	public HistoryEvent decode(EventColumns columns) {
		Format<?> format = this.formats.get(String.valueOf(columns.type()));
		if (format == null) {
			return unreadable(columns, "the type '" + columns.type() + "' is unknown");
		}
		try {
			return format.read().apply(new EventReader(this.json, columns));
		}
		catch (RuntimeException ex) {
			return unreadable(columns, "one of type '" + columns.type() + "' is broken: " + problem(ex));
		}
	}

	// Only our own words: those of a parser may quote what is stored.
	private static String problem(RuntimeException exception) {
		return (exception instanceof IllegalStateException) ? String.valueOf(exception.getMessage())
				: exception.getClass().getSimpleName();
	}

	private static Unreadable unreadable(EventColumns columns, String problem) {
		Instant timestamp = columns.timestamp();
		Integer taskId = columns.taskId();
		return new Unreadable((timestamp != null) ? timestamp : Instant.EPOCH, (taskId != null) ? taskId : -1, problem,
				columns);
	}

	private record Format<E extends HistoryEvent>(Class<E> type, BiConsumer<E, EventWriter> write,
			Function<EventReader, E> read) {

		EventColumns write(HistoryEvent event, EventWriter row) {
			this.write.accept(this.type.cast(event), row);
			return row.columns();
		}

	}

}
