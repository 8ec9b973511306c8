package io.durable.engine;

import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.IntFunction;

import io.durable.api.ContinueAsNewOptions;
import io.durable.api.FailureDetails;
import io.durable.api.InstanceIds;
import io.durable.api.MethodReference;
import io.durable.api.NewSubOrchestrationInstanceOptions;
import io.durable.api.ParentOrchestrationInstance;
import io.durable.api.StartOrchestrationOptions;
import io.durable.api.Task;
import io.durable.api.TaskFailedException;
import io.durable.api.TaskOptions;
import io.durable.api.TaskOrchestrationContext;
import io.durable.api.TypeReference;
import io.durable.function.FunctionMethod;
import io.durable.function.FunctionRegistry.ActivityFunction;
import io.durable.function.FunctionRegistry.OrchestratorFunction;
import io.durable.history.HistoryEvent;
import io.durable.history.HistoryEvent.Action;
import io.durable.history.HistoryEvent.EventSent;
import io.durable.history.HistoryEvent.ExecutionStarted;
import io.durable.history.HistoryEvent.SubOrchestrationInstanceCompleted;
import io.durable.history.HistoryEvent.SubOrchestrationInstanceCreated;
import io.durable.history.HistoryEvent.SubOrchestrationInstanceFailed;
import io.durable.history.HistoryEvent.TaskCompleted;
import io.durable.history.HistoryEvent.TaskFailed;
import io.durable.history.HistoryEvent.TaskScheduled;
import io.durable.history.ParentTask;
import org.jspecify.annotations.Nullable;

/**
 * The context of an orchestrator: turns its calls into actions and tasks.
 */
final class ReplayContext implements TaskOrchestrationContext {

	private final OrchestrationRun run;

	private final OrchestrationIdentity identity;

	private final EngineSettings settings;

	private final DeterministicUuids uuids;

	private @Nullable NewGeneration newGeneration;

	private @Nullable Output output;

	ReplayContext(OrchestrationRun run, OrchestrationIdentity identity, EngineSettings settings) {
		this.run = run;
		this.identity = identity;
		this.settings = settings;
		this.uuids = new DeterministicUuids(identity.firstExecutionId());
	}

	private ExecutionStarted started() {
		return this.run.started();
	}

	@Override
	public String getName() {
		return started().name();
	}

	@Override
	public String getInstanceId() {
		return this.identity.instanceId();
	}

	@Override
	public @Nullable String getVersion() {
		return started().version();
	}

	@Override
	public @Nullable ParentOrchestrationInstance getParentInstance() {
		ParentTask parent = started().parent();
		return (parent != null) ? new ParentOrchestrationInstance(parent.name(), parent.instanceId()) : null;
	}

	@Override
	public <V> @Nullable V getInput(Class<V> type) {
		return read(started().input(), type);
	}

	@Override
	public <V> @Nullable V getInput(TypeReference<V> type) {
		return read(started().input(), type.getType());
	}

	@SuppressWarnings("unchecked")
	private <V> @Nullable V read(@Nullable String data, Type type) {
		return (V) this.settings.converter().deserialize(data, type);
	}

	@Override
	public Instant getCurrentInstant() {
		return this.run.time();
	}

	@Override
	public boolean getIsReplaying() {
		return this.run.isReplaying();
	}

	@Override
	public UUID newUUID() {
		this.run.ensureLive();
		return this.uuids.next();
	}

	@Override
	public <V> Task<List<V>> allOf(List<Task<V>> tasks) {
		this.run.ensureLive();
		return CompositeTasks.allOf(this.run, tasks);
	}

	@Override
	public Task<Task<?>> anyOf(List<Task<?>> tasks) {
		this.run.ensureLive();
		return CompositeTasks.anyOf(this.run, tasks);
	}

	@Override
	public Task<Void> createTimer(Duration delay) {
		return this.run.createTimer(after(delay));
	}

	private Instant after(Duration delay) {
		Duration longest = Duration.between(this.run.time(), Timestamps.MAX);
		return (delay.compareTo(longest) < 0) ? this.run.time().plus(delay) : Timestamps.MAX;
	}

	@Override
	public Task<Void> createTimer(ZonedDateTime fireAt) {
		return this.run.createTimer(fireAt.toInstant());
	}

	// ---- activities

	@Override
	public <V> Task<V> callActivity(String name, @Nullable Object input, @Nullable TaskOptions options,
			Class<V> returnType) {
		return activity(name, input, options, returnType);
	}

	@Override
	public <V> Task<V> callActivity(String name, @Nullable Object input, @Nullable TaskOptions options,
			TypeReference<V> returnType) {
		return activity(name, input, options, returnType.getType());
	}

	@Override
	public <V> Task<V> callActivityMethod(MethodReference method, @Nullable Object input,
			@Nullable TaskOptions options) {
		ActivityFunction function = this.settings.functions().activity(method);
		return activity(function.name(), input, options, returnType(function.method()));
	}

	private static Type returnType(@Nullable FunctionMethod method) {
		return (method != null) ? method.returnType() : Object.class;
	}

	private <V> Task<V> activity(String name, @Nullable Object input, @Nullable TaskOptions options, Type returnType) {
		requireName(name, "activity");
		String data = write("The input of the activity '" + name + "'", input);
		return call(name, options, returnType, (id) -> new TaskScheduled(this.run.time(), id, name, data));
	}

	// What was passed on before was within the bounds of its time; what was refused is
	// refused again
	private @Nullable String write(String what, @Nullable Object value) {
		String data = this.settings.converter().serialize(value);
		return (data != null && this.run.wasPassedOn(data)) ? data : this.settings.limits().check(what, data);
	}

	private static void requireName(@Nullable String name, String kind) {
		if (name == null || name.isBlank()) {
			throw new IllegalArgumentException("The name of the %s is missing".formatted(kind));
		}
	}

	// ---- sub-orchestrations

	@Override
	public <V> Task<V> callSubOrchestrator(String name, @Nullable Object input, @Nullable String instanceId,
			@Nullable TaskOptions options, Class<V> returnType) {
		return subOrchestrator(name, input, instanceId, options, returnType);
	}

	@Override
	public <V> Task<V> callSubOrchestrator(String name, @Nullable Object input, @Nullable String instanceId,
			@Nullable TaskOptions options, TypeReference<V> returnType) {
		return subOrchestrator(name, input, instanceId, options, returnType.getType());
	}

	@Override
	public <V> Task<V> callSubOrchestratorMethod(MethodReference method, @Nullable Object input,
			@Nullable String instanceId, @Nullable TaskOptions options) {
		OrchestratorFunction function = this.settings.functions().orchestrator(method);
		return subOrchestrator(function.name(), input, instanceId, options, returnType(function.method()));
	}

	private <V> Task<V> subOrchestrator(String name, @Nullable Object input, @Nullable String instanceId,
			@Nullable TaskOptions options, Type returnType) {
		requireName(name, "orchestrator");
		String data = write("The input of the sub-orchestrator '" + name + "'", input);
		NewSubOrchestrationInstanceOptions child = (options instanceof NewSubOrchestrationInstanceOptions given) ? given
				: null;
		String givenId = (instanceId == null && child != null) ? child.getInstanceId() : instanceId;
		checkChildId(givenId);
		String version = version((child != null) ? child.getVersion() : null);
		Map<String, String> tags = (child != null) ? Map.copyOf(child.getTags()) : Map.of();
		return call(name, options, returnType, (id) -> new SubOrchestrationInstanceCreated(this.run.time(), id, name,
				version, childId(givenId, id), data, false, tags, null));
	}

	private void checkChildId(@Nullable String givenId) {
		if (givenId == null) {
			return;
		}
		InstanceIds.check(givenId);
		ParentTask parent = started().parent();
		if (givenId.equals(getInstanceId()) || (parent != null && givenId.equals(parent.instanceId()))) {
			throw new IllegalArgumentException(("A sub-orchestration cannot have the instance ID '%s', which the "
					+ "orchestration itself or its caller has")
				.formatted(givenId));
		}
	}

	private String childId(@Nullable String givenId, int taskId) {
		return (givenId != null) ? givenId : this.identity.childInstanceId(taskId);
	}

	private @Nullable String version(@Nullable String given) {
		return (given != null) ? given : this.settings.versioning().defaultVersion();
	}

	@Override
	public String startNewOrchestration(String name, @Nullable Object input, StartOrchestrationOptions options) {
		requireName(name, "orchestrator");
		String data = write("The input of the orchestrator '" + name + "'", input);
		checkChildId(options.getInstanceId());
		Instant startTime = options.getStartTime();
		Instant startAt = (startTime != null) ? Timestamps.ceiling(startTime) : null;
		SubOrchestrationInstanceCreated created = (SubOrchestrationInstanceCreated) this.run.record(
				(id) -> new SubOrchestrationInstanceCreated(this.run.time(), id, name, version(options.getVersion()),
						childId(options.getInstanceId(), id), data, true, Map.copyOf(options.getTags()), startAt));
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
		if (event instanceof TaskCompleted completed) {
			complete(task, name, taskId, returnType, completed.result());
		}
		else if (event instanceof SubOrchestrationInstanceCompleted completed) {
			complete(task, name, taskId, returnType, completed.result());
		}
		else if (event instanceof TaskFailed failed) {
			task.fail(() -> new TaskFailedException(name, taskId, failed.failure()));
		}
		else if (event instanceof SubOrchestrationInstanceFailed failed) {
			task.fail(() -> new TaskFailedException(name, taskId, failed.failure()));
		}
	}

	private <V> void complete(CompletableTask<V> task, String name, int taskId, Type type, @Nullable String data) {
		V value;
		try {
			value = read(data, type);
		}
		catch (RuntimeException ex) {
			task.fail(() -> new TaskFailedException(name, taskId, FailureDetails.of(ex)));
			return;
		}
		task.complete(value);
	}

	// ---- external events

	@Override
	public <V> Task<V> waitForExternalEvent(String name, @Nullable Duration timeout, Class<V> dataType) {
		return externalEvent(name, timeout, dataType);
	}

	@Override
	public <V> Task<V> waitForExternalEvent(String name, @Nullable Duration timeout, TypeReference<V> dataType) {
		return externalEvent(name, timeout, dataType.getType());
	}

	private <V> Task<V> externalEvent(String name, @Nullable Duration timeout, Type dataType) {
		requireName(name, "event");
		this.run.ensureCanSchedule();
		Instant until = (timeout != null) ? after(timeout) : null;
		return new EventWait<V>(this.run, name, timeout, until,
				(task, event) -> complete(task, name, -1, dataType, event.input()))
			.task();
	}

	@Override
	public void sendEvent(String instanceId, String eventName, @Nullable Object data) {
		requireName(eventName, "event");
		InstanceIds.check(instanceId);
		String text = write("The data of the event '" + eventName + "'", data);
		this.run.record((id) -> new EventSent(this.run.time(), id, instanceId, eventName, text));
	}

	// ---- the instance itself

	@Override
	public void setCustomStatus(@Nullable Object status) {
		String text = this.settings.converter().serialize(status);
		this.run.setCustomStatus(this.settings.limits().checkCustomStatus(text));
	}

	@Override
	public void continueAsNew(@Nullable Object input, boolean preserveUnprocessedEvents) {
		continueAsNew(input, new ContinueAsNewOptions().setPreserveUnprocessedEvents(preserveUnprocessedEvents));
	}

	@Override
	public void continueAsNew(@Nullable Object input, ContinueAsNewOptions options) {
		this.run.ensureLive();
		String data = write("The input of the next generation", input);
		ExecutionStarted current = started();
		String version = (options.getNewVersion() != null) ? options.getNewVersion() : current.version();
		this.newGeneration = new NewGeneration(new ExecutionStarted(this.run.time(), current.name(), version, data,
				current.parent(), current.tags(), null), options.isPreserveUnprocessedEvents());
	}

	@Nullable NewGeneration newGeneration() {
		return this.newGeneration;
	}

	@Override
	public void complete(@Nullable Object value) {
		this.run.ensureLive();
		this.output = new Output(write("The output", value));
	}

	@Nullable String explicitOutput(@Nullable Object returned) {
		return (this.output != null) ? this.output.data() : write("The output", returned);
	}

	record Output(@Nullable String data) {

	}

	/**
	 * What continueAsNew asked for last.
	 *
	 * @param started the event that the new execution begins with
	 * @param preserveEvents whether unconsumed events are handed on
	 */
	record NewGeneration(ExecutionStarted started, boolean preserveEvents) {

	}

}
