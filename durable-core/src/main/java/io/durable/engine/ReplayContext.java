package io.durable.engine;

import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

import io.durable.api.ContinueAsNewOptions;
import io.durable.api.InstanceIds;
import io.durable.api.MethodReference;
import io.durable.api.Names;
import io.durable.api.ParentOrchestrationInstance;
import io.durable.api.StartOrchestrationOptions;
import io.durable.api.Task;
import io.durable.api.TaskOptions;
import io.durable.api.TaskOrchestrationContext;
import io.durable.api.Times;
import io.durable.api.TypeReference;
import io.durable.engine.identity.DeterministicUuids;
import io.durable.engine.identity.OrchestrationIdentity;
import io.durable.function.FunctionMethod;
import io.durable.function.FunctionRegistry.ActivityFunction;
import io.durable.function.FunctionRegistry.OrchestratorFunction;
import io.durable.history.HistoryEvent.EventSent;
import io.durable.history.HistoryEvent.ExecutionStarted;
import io.durable.history.ParentTask;
import org.jspecify.annotations.Nullable;

/**
 * The context of an orchestrator: turns its calls into actions and tasks.
 */
final class ReplayContext implements TaskOrchestrationContext {

	private final LiveRun run;

	private final OrchestrationIdentity identity;

	private final EngineSettings settings;

	private final Calls calls;

	private final DeterministicUuids uuids;

	private @Nullable NewGeneration newGeneration;

	private @Nullable Output output;

	ReplayContext(LiveRun run, OrchestrationIdentity identity, EngineSettings settings) {
		this.run = run;
		this.identity = identity;
		this.settings = settings;
		this.calls = new Calls(run, identity, settings);
		this.uuids = new DeterministicUuids(identity.firstExecutionId());
	}

	// Code that awaits may run again: what it did is not done twice
	private <R> R once(String what, Supplier<R> action) {
		return this.run.callbacks().once(what, action);
	}

	private void doOnce(String what, Runnable action) {
		once(what, () -> {
			action.run();
			return "";
		});
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
		return this.calls.read(started().input(), type);
	}

	@Override
	public <V> @Nullable V getInput(TypeReference<V> type) {
		return this.calls.read(started().input(), type.getType());
	}

	@Override
	public Instant getCurrentInstant() {
		return once("getCurrentInstant", this.run::time);
	}

	@Override
	public boolean getIsReplaying() {
		return this.run.isReplaying() || this.run.callbacks().isRepeating();
	}

	@Override
	public UUID newUUID() {
		this.run.ensureLive();
		return once("newUUID", this.uuids::next);
	}

	@Override
	public <V> Task<List<V>> allOf(List<Task<V>> tasks) {
		this.run.ensureLive();
		return once("allOf", () -> CompositeTasks.allOf(this.run, tasks));
	}

	@Override
	public Task<Task<?>> anyOf(List<Task<?>> tasks) {
		this.run.ensureLive();
		return once("anyOf", () -> CompositeTasks.anyOf(this.run, tasks));
	}

	@Override
	public Task<Void> createTimer(Duration delay) {
		return once("createTimer", () -> this.run.createDelay(Times.plus(this.run.time(), delay)));
	}

	@Override
	public Task<Void> createTimer(ZonedDateTime fireAt) {
		return once("createTimer", () -> this.run.createTimer(fireAt.toInstant()));
	}

	// ---- activities

	@Override
	public <V> Task<V> callActivity(String name, @Nullable Object input, @Nullable TaskOptions options,
			Class<V> returnType) {
		return once("callActivity", () -> this.calls.activity(name, input, options, returnType));
	}

	@Override
	public <V> Task<V> callActivity(String name, @Nullable Object input, @Nullable TaskOptions options,
			TypeReference<V> returnType) {
		return once("callActivity", () -> this.calls.activity(name, input, options, returnType.getType()));
	}

	@Override
	public <V> Task<V> callActivityMethod(MethodReference method, @Nullable Object input,
			@Nullable TaskOptions options) {
		ActivityFunction function = this.settings.functions().activity(method);
		return once("callActivity",
				() -> this.calls.activity(function.name(), input, options, returnType(function.method())));
	}

	private static Type returnType(@Nullable FunctionMethod method) {
		return (method != null) ? method.returnType() : Object.class;
	}

	// ---- sub-orchestrations

	@Override
	public <V> Task<V> callSubOrchestrator(String name, @Nullable Object input, @Nullable String instanceId,
			@Nullable TaskOptions options, Class<V> returnType) {
		return once("callSubOrchestrator",
				() -> this.calls.subOrchestrator(name, input, instanceId, options, returnType));
	}

	@Override
	public <V> Task<V> callSubOrchestrator(String name, @Nullable Object input, @Nullable String instanceId,
			@Nullable TaskOptions options, TypeReference<V> returnType) {
		return once("callSubOrchestrator",
				() -> this.calls.subOrchestrator(name, input, instanceId, options, returnType.getType()));
	}

	@Override
	public <V> Task<V> callSubOrchestratorMethod(MethodReference method, @Nullable Object input,
			@Nullable String instanceId, @Nullable TaskOptions options) {
		OrchestratorFunction function = this.settings.functions().orchestrator(method);
		return once("callSubOrchestrator", () -> this.calls.subOrchestrator(function.name(), input, instanceId, options,
				returnType(function.method())));
	}

	@Override
	public String startNewOrchestration(String name, @Nullable Object input, StartOrchestrationOptions options) {
		return once("startNewOrchestration", () -> this.calls.start(name, input, options));
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
		return once("waitForExternalEvent", () -> {
			Names.check("event", name);
			this.run.ensureCanSchedule();
			Instant until = (timeout != null) ? Times.plus(this.run.time(), timeout) : null;
			return new EventWait<V>(this.run, name, timeout, until,
					(task, event) -> this.calls.complete(task, name, -1, dataType, event.input()))
				.task();
		});
	}

	@Override
	public void sendEvent(String instanceId, String eventName, @Nullable Object data) {
		doOnce("sendEvent", () -> {
			Names.check("event", eventName);
			InstanceIds.check(instanceId);
			String text = this.calls.write("The data of the event '" + eventName + "'", data);
			this.run.record((id) -> new EventSent(this.run.time(), id, instanceId, eventName, text));
		});
	}

	// ---- the instance itself

	@Override
	public void setCustomStatus(@Nullable Object status) {
		doOnce("setCustomStatus", () -> {
			String text = this.calls.serialize(status);
			this.run.setCustomStatus(this.settings.limits().checkCustomStatus(text));
		});
	}

	@Override
	public void continueAsNew(@Nullable Object input, boolean preserveUnprocessedEvents) {
		continueAsNew(input, new ContinueAsNewOptions().setPreserveUnprocessedEvents(preserveUnprocessedEvents));
	}

	@Override
	public void continueAsNew(@Nullable Object input, ContinueAsNewOptions options) {
		doOnce("continueAsNew", () -> {
			this.run.ensureLive();
			String data = this.calls.write("The input of the next generation", input);
			ExecutionStarted current = started();
			String newVersion = Names.checkVersion(options.getNewVersion());
			String version = (newVersion != null) ? newVersion : current.version();
			this.newGeneration = new NewGeneration(new ExecutionStarted(this.run.time(), current.name(), version, data,
					current.parent(), current.tags(), null), options.isPreserveUnprocessedEvents());
		});
	}

	@Nullable NewGeneration newGeneration() {
		return this.newGeneration;
	}

	@Override
	public void complete(@Nullable Object value) {
		doOnce("complete", () -> {
			this.run.ensureLive();
			this.output = new Output(this.calls.write("The output", value));
		});
	}

	@Nullable String explicitOutput(@Nullable Object returned) {
		return (this.output != null) ? this.output.data() : this.calls.write("The output", returned);
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
