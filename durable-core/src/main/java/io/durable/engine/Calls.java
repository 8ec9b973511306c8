package io.durable.engine;

import java.lang.reflect.Type;
import java.time.Instant;
import java.util.Map;
import java.util.function.IntFunction;

import io.durable.api.FailureDetails;
import io.durable.api.InstanceIds;
import io.durable.api.Names;
import io.durable.api.NewSubOrchestrationInstanceOptions;
import io.durable.api.StartOrchestrationOptions;
import io.durable.api.Task;
import io.durable.api.TaskFailedException;
import io.durable.api.TaskOptions;
import io.durable.api.Times;
import io.durable.engine.identity.OrchestrationIdentity;
import io.durable.history.HistoryEvent;
import io.durable.history.HistoryEvent.Action;
import io.durable.history.HistoryEvent.SubOrchestrationInstanceCreated;
import io.durable.history.HistoryEvent.TaskScheduled;
import io.durable.history.ParentTask;
import org.jspecify.annotations.Nullable;

/**
 * Calls of activities and sub-orchestrators, what becomes of them, and the payloads that
 * they pass on.
 */
final class Calls {

	private final LiveRun run;

	private final OrchestrationIdentity identity;

	private final EngineSettings settings;

	Calls(LiveRun run, OrchestrationIdentity identity, EngineSettings settings) {
		this.run = run;
		this.identity = identity;
		this.settings = settings;
	}

	<V> Task<V> activity(String name, @Nullable Object input, @Nullable TaskOptions options, Type returnType) {
		Names.check("activity", name);
		String data = write("The input of the activity '" + name + "'", input);
		return call(name, options, returnType, (id) -> new TaskScheduled(this.run.time(), id, name, data));
	}

	<V> Task<V> subOrchestrator(String name, @Nullable Object input, @Nullable String instanceId,
			@Nullable TaskOptions options, Type returnType) {
		Names.check("orchestrator", name);
		String data = write("The input of the sub-orchestrator '" + name + "'", input);
		NewSubOrchestrationInstanceOptions child = (options instanceof NewSubOrchestrationInstanceOptions given) ? given
				: null;
		String givenId = (instanceId == null && child != null) ? child.getInstanceId() : instanceId;
		checkChildId(givenId);
		String version = version((child != null) ? child.getVersion() : null);
		Map<String, String> tags = (child != null) ? Names.checkTags(child.getTags()) : Map.of();
		return call(name, options, returnType, (id) -> new SubOrchestrationInstanceCreated(this.run.time(), id, name,
				version, childId(givenId, id), data, false, tags, null));
	}

	private void checkChildId(@Nullable String givenId) {
		if (givenId == null) {
			return;
		}
		InstanceIds.checkNew(givenId);
		ParentTask parent = this.run.started().parent();
		if (givenId.equals(this.identity.instanceId()) || (parent != null && givenId.equals(parent.instanceId()))) {
			throw new IllegalArgumentException(("A sub-orchestration cannot have the instance ID '%s', which the "
					+ "orchestration itself or its caller has")
				.formatted(givenId));
		}
	}

	private String childId(@Nullable String givenId, int taskId) {
		return (givenId != null) ? givenId : this.identity.childInstanceId(taskId);
	}

	private @Nullable String version(@Nullable String given) {
		return (given != null) ? Names.checkVersion(given) : this.settings.versioning().defaultVersion();
	}

	String start(String name, @Nullable Object input, StartOrchestrationOptions options) {
		Names.check("orchestrator", name);
		String data = write("The input of the orchestrator '" + name + "'", input);
		checkChildId(options.getInstanceId());
		Instant startTime = options.getStartTime();
		Instant startAt = (startTime != null) ? Times.ceiling(startTime) : null;
		String version = version(options.getVersion());
		Map<String, String> tags = Names.checkTags(options.getTags());
		SubOrchestrationInstanceCreated created = (SubOrchestrationInstanceCreated) this.run
			.record((id) -> new SubOrchestrationInstanceCreated(this.run.time(), id, name, version,
					childId(options.getInstanceId(), id), data, true, tags, startAt));
		return created.instanceId();
	}

	private <V> Task<V> call(String name, @Nullable TaskOptions options, Type returnType, IntFunction<Action> action) {
		if (options == null || !options.hasRetry()) {
			return attempt(name, returnType, action);
		}
		return new RetryingTask<>(this.run, name, options, () -> attempt(name, returnType, action));
	}

	private <V> CompletableTask<V> attempt(String name, Type returnType, IntFunction<Action> newAction) {
		int taskId = this.run.recordCall(newAction).taskId();
		CompletableTask<V> task = new CompletableTask<>(this.run, name, taskId);
		task.onCancel(() -> this.run.forget(taskId));
		this.run.open(taskId, (event) -> end(task, name, taskId, returnType, event));
		return task;
	}

	private <V> void end(CompletableTask<V> task, String name, int taskId, Type returnType, HistoryEvent event) {
		FailureDetails failure = event.failure();
		if (failure != null) {
			this.run.causes().failed(taskId, this.run.time());
			task.fail(() -> new TaskFailedException(name, taskId, failure));
		}
		else {
			complete(task, name, taskId, returnType, event.result());
		}
	}

	<V> void complete(CompletableTask<V> task, String name, int taskId, Type type, @Nullable String data) {
		V value;
		try {
			value = read(data, type);
		}
		catch (Throwable ex) {
			this.run.stack().ensureCouldRun(ex);
			FailureDetails failure = FailureDetails.of(ex);
			task.fail(() -> new TaskFailedException(name, taskId, failure));
			return;
		}
		task.complete(value);
	}

	// ---- payloads

	@SuppressWarnings({ "unchecked", "NullAway" }) // the value may be null
	<V> @Nullable V read(@Nullable String data, Type type) {
		return (V) this.run.stack().guarded(() -> this.settings.converter().deserialize(data, type));
	}

	// What was passed on before was within the bounds of its time; what was refused is
	// refused again
	@Nullable String write(String what, @Nullable Object value) {
		String data = serialize(value);
		return (data != null && this.run.wasPassedOn(data)) ? data : this.settings.limits().check(what, data);
	}

	@SuppressWarnings("NullAway") // the text may be null
	@Nullable String serialize(@Nullable Object value) {
		return this.run.stack().guarded(() -> this.settings.converter().serialize(value));
	}

}
