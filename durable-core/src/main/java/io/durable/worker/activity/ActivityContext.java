package io.durable.worker.activity;

import java.lang.reflect.Type;
import java.util.UUID;

import io.durable.api.DataConverter;
import io.durable.api.TaskActivityContext;
import io.durable.api.TypeReference;
import io.durable.history.HistoryEvent.TaskScheduled;
import org.jspecify.annotations.Nullable;

/**
 * The call that an activity is run for.
 */
final class ActivityContext implements TaskActivityContext {

	private final String instanceId;

	private final UUID executionId;

	private final TaskScheduled scheduled;

	private final DataConverter converter;

	ActivityContext(String instanceId, UUID executionId, TaskScheduled scheduled, DataConverter converter) {
		this.instanceId = instanceId;
		this.executionId = executionId;
		this.scheduled = scheduled;
		this.converter = converter;
	}

	@Override
	public String getName() {
		return this.scheduled.name();
	}

	@Override
	public <T> @Nullable T getInput(Class<T> type) {
		return read(type);
	}

	@Override
	public <T> @Nullable T getInput(TypeReference<T> type) {
		return read(type.getType());
	}

	@SuppressWarnings("unchecked")
	private <T> @Nullable T read(Type type) {
		return (T) this.converter.deserialize(this.scheduled.input(), type);
	}

	@Override
	public String getInstanceId() {
		return this.instanceId;
	}

	@Override
	public UUID getExecutionId() {
		return this.executionId;
	}

	@Override
	public int getTaskId() {
		return this.scheduled.taskId();
	}

}
