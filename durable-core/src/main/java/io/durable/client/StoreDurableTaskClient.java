package io.durable.client;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;

import io.durable.api.MethodReference;
import io.durable.api.Names;
import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.function.OrchestratorScope;
import io.durable.history.HistoryEvent;
import io.durable.history.HistoryEvent.EventRaised;
import io.durable.history.HistoryEvent.ExecutionResumed;
import io.durable.history.HistoryEvent.ExecutionRewound;
import io.durable.history.HistoryEvent.ExecutionSuspended;
import io.durable.history.HistoryEvent.ExecutionTerminated;
import io.durable.store.ClientStore;
import io.durable.store.InstancePage;
import io.durable.store.InstanceQuery;
import io.durable.store.InstanceQuery.Order;
import io.durable.store.InstanceQuery.Position;
import io.durable.store.InstanceView;
import io.durable.store.NewMessage;
import io.durable.store.SendOutcome;
import io.durable.store.TaskHubStore;
import io.durable.store.key.PartitionHash;
import org.jspecify.annotations.Nullable;

/**
 * {@link DurableTaskClient} over a store.
 */
public final class StoreDurableTaskClient implements DurableTaskClient {

	private final ClientStore store;

	private final int partitionCount;

	private final ClientSettings settings;

	private final InstanceWait wait;

	private final CompletionWatch watch;

	private final InstanceStarter starter;

	private final InstancePurge purge;

	/**
	 * Create a client.
	 * @param store the store
	 * @param settings what it shares with the worker
	 * @param waiters who waits for instances
	 * @param threads make the thread that looks after those who wait without one
	 */
	public StoreDurableTaskClient(TaskHubStore store, ClientSettings settings, InstanceWaiters waiters,
			ThreadFactory threads) {
		this.store = store.client();
		this.partitionCount = store.description().partitionCount();
		this.settings = settings;
		this.wait = new InstanceWait(this.store, waiters, this::partition);
		this.watch = new CompletionWatch(this.wait, waiters, threads);
		this.starter = new InstanceStarter(this.store, settings, this.partitionCount, this::terminateAndWait);
		this.purge = new InstancePurge(this.store);
	}

	@Override
	public String scheduleNewOrchestrationInstance(String orchestratorName, NewOrchestrationInstanceOptions options) {
		OrchestratorScope.refuse("scheduleNewOrchestrationInstance",
				"Call context.callSubOrchestrator, or context.startNewOrchestration if nothing waits for it.");
		return this.starter.start(orchestratorName, options);
	}

	@Override
	public String scheduleOrchestratorMethod(MethodReference method, NewOrchestrationInstanceOptions options) {
		return scheduleNewOrchestrationInstance(this.settings.functions().orchestrator(method).name(), options);
	}

	@Override
	public String restartInstance(String instanceId, boolean restartWithNewInstanceId) {
		return restart(instanceId, restartWithNewInstanceId, (options) -> {
		});
	}

	@Override
	public String restartInstance(String instanceId, boolean restartWithNewInstanceId, @Nullable Object input) {
		return restart(instanceId, restartWithNewInstanceId, (options) -> options.setInput(input));
	}

	private String restart(String instanceId, boolean newId, InstanceStarter.Change change) {
		OrchestratorScope.refuse("restartInstance", "Let an activity do it.");
		return this.starter.restart(requireFound(getInstanceMetadata(instanceId, true)), newId, change);
	}

	// ---- reading

	@Override
	public OrchestrationMetadata getInstanceMetadata(String instanceId, boolean getInputsAndOutputs) {
		return getInstanceMetadata(instanceId, getInputsAndOutputs, getInputsAndOutputs);
	}

	@Override
	public OrchestrationMetadata getInstanceMetadata(String instanceId, boolean getInput, boolean getOutput) {
		InstanceView view = find(instanceId, getInput, getOutput);
		return new OrchestrationMetadata(instanceId, view, this.settings.converter(), getInput, getOutput);
	}

	// What cannot be stored would be another text to some databases
	private @Nullable InstanceView find(String instanceId, boolean input, boolean output) {
		return Names.isStorable(instanceId) ? this.store.find(partition(instanceId), instanceId, input, output) : null;
	}

	private OrchestrationMetadata metadata(InstanceView view, boolean inputs, boolean outputs) {
		return new OrchestrationMetadata(view.instance().instanceId(), view, this.settings.converter(), inputs,
				outputs);
	}

	@Override
	public OrchestrationStatusQueryResult queryInstances(OrchestrationStatusQuery query) {
		Order order = Order.CREATED_DESCENDING;
		Position after = ContinuationTokens.read(query.getContinuationToken(), order);
		int limit = Math.min(query.getMaxInstanceCount(), this.settings.limits().queryPage());
		boolean inputs = query.isFetchInputs();
		boolean outputs = query.isFetchOutputs();
		InstancePage page = this.store.page(
				new InstanceQuery(Set.copyOf(query.getRuntimeStatusList()), query.getName(), query.getCreatedTimeFrom(),
						query.getCreatedTimeTo(), query.getCompletedTimeFrom(), query.getCompletedTimeTo(),
						query.getInstanceIdPrefix(), Map.copyOf(query.getTags()), query.getParentInstanceId(), order,
						after, limit, inputs, outputs, this.settings.limits().queryPageBytes()));
		return new OrchestrationStatusQueryResult(
				page.instances().stream().map((view) -> metadata(view, inputs, outputs)).toList(),
				ContinuationTokens.after(page, order));
	}

	@Override
	public ListInstanceIdsResult listInstanceIds(ListInstanceIdsQuery query) {
		int limit = Math.min(query.getPageSize(), this.settings.limits().queryPage());
		Order order = Order.COMPLETED_ASCENDING;
		InstancePage page = this.store.page(new InstanceQuery(Set.copyOf(query.getRuntimeStatusList()), null, null,
				null, query.getCompletedTimeFrom(), query.getCompletedTimeTo(), null, Map.of(), null, order,
				ContinuationTokens.read(query.getContinuationToken(), order), limit, false));
		return new ListInstanceIdsResult(page.instances().stream().map((view) -> view.instance().instanceId()).toList(),
				ContinuationTokens.after(page, order));
	}

	@Override
	public List<HistoryEvent> getOrchestrationHistory(String instanceId) {
		return getOrchestrationHistory(instanceId, true, true);
	}

	@Override
	public List<HistoryEvent> getOrchestrationHistory(String instanceId, boolean getInputs, boolean getResults) {
		List<HistoryEvent> history = Names.isStorable(instanceId) ? history(instanceId, getInputs, getResults)
				: List.of();
		if (history.isEmpty()) {
			requireFound(getInstanceMetadata(instanceId, false));
		}
		return history;
	}

	private List<HistoryEvent> history(String instanceId, boolean inputs, boolean results) {
		int partition = partition(instanceId);
		return (inputs && results) ? this.store.history(partition, instanceId)
				: this.store.history(partition, instanceId, inputs, results);
	}

	@Override
	public OrchestrationMetadata waitForInstanceStart(String instanceId, @Nullable Duration timeout,
			boolean getInputsAndOutputs) throws TimeoutException {
		return waitFor(instanceId, timeout, getInputsAndOutputs, "started",
				(metadata) -> metadata.getRuntimeStatus() != OrchestrationRuntimeStatus.PENDING);
	}

	@Override
	public OrchestrationMetadata waitForInstanceCompletion(String instanceId, @Nullable Duration timeout,
			boolean getInputsAndOutputs) throws TimeoutException {
		return waitFor(instanceId, timeout, getInputsAndOutputs, "ended", OrchestrationMetadata::isCompleted);
	}

	@Override
	public CompletableFuture<OrchestrationMetadata> whenInstanceCompleted(String instanceId, Duration timeout,
			boolean getInputsAndOutputs) {
		OrchestratorScope.refuse("whenInstanceCompleted",
				"Call context.callSubOrchestrator and await it, or wait for an external event.");
		return this.watch.await(instanceId, timeout,
				(ended) -> requireFound(getInstanceMetadata(instanceId, ended && getInputsAndOutputs)));
	}

	private OrchestrationMetadata waitFor(String instanceId, @Nullable Duration timeout, boolean payloads, String what,
			Predicate<OrchestrationMetadata> condition) throws TimeoutException {
		OrchestratorScope.refuse("waitForInstanceCompletion",
				"Call context.callSubOrchestrator and await it, or wait for an external event.");
		return this.wait.await(instanceId, timeout, what, () -> requireFound(getInstanceMetadata(instanceId, payloads)),
				condition);
	}

	private static OrchestrationMetadata requireFound(OrchestrationMetadata metadata) {
		if (!metadata.isInstanceFound()) {
			throw new InstanceNotFoundException(metadata.getInstanceId());
		}
		return metadata;
	}

	// ---- messages

	@Override
	public void raiseEvent(String instanceId, String eventName, @Nullable Object eventPayload,
			@Nullable String eventId) {
		OrchestratorScope.refuse("raiseEvent", "Call context.sendEvent.");
		Names.check("event", eventName);
		Names.checkEventId(eventId);
		String data = write("The data of the event '" + eventName + "'", eventPayload);
		send(instanceId, new EventRaised(now(), eventName, data), eventId);
	}

	@Override
	public void terminate(String instanceId, @Nullable Object output, boolean recursive) {
		OrchestratorScope.refuse("terminate", "Let an activity do it.");
		send(instanceId, new ExecutionTerminated(now(), write("The output", output), recursive), null);
	}

	@Override
	public void suspendInstance(String instanceId, @Nullable String reason) {
		OrchestratorScope.refuse("suspendInstance", "Let an activity do it.");
		send(instanceId, new ExecutionSuspended(now(), this.settings.limits().check("The reason", reason)), null);
	}

	@Override
	public void resumeInstance(String instanceId, @Nullable String reason) {
		OrchestratorScope.refuse("resumeInstance", "Let an activity do it.");
		send(instanceId, new ExecutionResumed(now(), this.settings.limits().check("The reason", reason)), null);
	}

	private void send(String instanceId, HistoryEvent event, @Nullable String eventId) {
		if (!Names.isStorable(instanceId)) {
			throw new InstanceNotFoundException(instanceId);
		}
		SendOutcome outcome = this.store.send(new NewMessage(partition(instanceId), instanceId, null, event), eventId);
		if (outcome == SendOutcome.NOT_OPEN) {
			OrchestrationMetadata metadata = requireFound(getInstanceMetadata(instanceId, false));
			throw new InstanceNotRunningException(instanceId, metadata.getRuntimeStatus());
		}
		if (outcome == SendOutcome.INBOX_FULL) {
			throw new InboxFullException(instanceId);
		}
	}

	@Override
	public void rewindInstance(String instanceId, @Nullable String reason) {
		OrchestratorScope.refuse("rewindInstance", "Let an activity do it.");
		ExecutionRewound event = new ExecutionRewound(now(), this.settings.limits().check("The reason", reason), null);
		if (!this.store.rewind(new NewMessage(partition(instanceId), instanceId, null, event))) {
			OrchestrationMetadata metadata = requireFound(getInstanceMetadata(instanceId, false));
			throw new IllegalStateException(
					"Only an orchestration that has failed or is parked can be rewound, but the one with instance ID %s has status %s"
						.formatted(instanceId, metadata.getRuntimeStatus().text()));
		}
	}

	private void terminateAndWait(String instanceId, Duration timeout) {
		try {
			terminate(instanceId, "Replaced by a new start", false);
			waitForInstanceCompletion(instanceId, timeout, false);
		}
		catch (InstanceNotFoundException | InstanceNotRunningException | TimeoutException ex) {
			// The start finds out how it is now
		}
	}

	// ---- deleting

	@Override
	public PurgeResult purgeInstance(String instanceId, boolean recursive) {
		OrchestratorScope.refuse("purgeInstance", "Let an activity do it.");
		InstanceView view = find(instanceId, false, false);
		if (view == null) {
			return new PurgeResult(0);
		}
		if (!view.instance().status().isTerminal()) {
			throw new IllegalStateException(
					"Only orchestrations in a terminal state can be purged, but the orchestration with instance ID %s has status %s"
						.formatted(instanceId, view.instance().status().text()));
		}
		return new PurgeResult(this.purge.purge(view.instance(), recursive));
	}

	@Override
	public PurgeResult purgeInstances(PurgeInstanceCriteria criteria, Predicate<OrchestrationMetadata> mayPurge,
			Consumer<String> purged) {
		OrchestratorScope.refuse("purgeInstances", "Let an activity do it.");
		return this.purge.purge(criteria, (view) -> mayPurge.test(metadata(view, false, false)), purged);
	}

	private @Nullable String write(String what, @Nullable Object payload) {
		return this.settings.limits().check(what, this.settings.converter().serialize(payload));
	}

	private int partition(String instanceId) {
		return PartitionHash.partition(instanceId, this.partitionCount);
	}

	private Instant now() {
		return this.settings.clock().instant().truncatedTo(ChronoUnit.MILLIS);
	}

	@Override
	public void close() {
		// Nothing of its own: the store belongs to the task hub
	}

}
