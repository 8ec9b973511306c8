package io.durable.client;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

import io.durable.api.MethodReference;
import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.function.OrchestratorScope;
import io.durable.history.HistoryEvent;
import io.durable.history.HistoryEvent.EventRaised;
import io.durable.history.HistoryEvent.ExecutionResumed;
import io.durable.history.HistoryEvent.ExecutionRewound;
import io.durable.history.HistoryEvent.ExecutionSuspended;
import io.durable.history.HistoryEvent.ExecutionTerminated;
import io.durable.store.ClientStore;
import io.durable.store.InstanceQuery;
import io.durable.store.InstanceQuery.Order;
import io.durable.store.InstanceView;
import io.durable.store.NewMessage;
import io.durable.store.PartitionHash;
import io.durable.store.SendOutcome;
import io.durable.store.TaskHubStore;
import org.jspecify.annotations.Nullable;

/**
 * {@link DurableTaskClient} over a store.
 */
public final class StoreDurableTaskClient implements DurableTaskClient {

	private static final int LONGEST_EVENT_ID = 250;

	private final ClientStore store;

	private final int partitionCount;

	private final ClientSettings settings;

	private final InstanceWait wait;

	private final InstanceStarter starter;

	private final InstancePurge purge;

	public StoreDurableTaskClient(TaskHubStore store, ClientSettings settings, InstanceWaiters waiters) {
		this.store = store.client();
		this.partitionCount = store.description().partitionCount();
		this.settings = settings;
		this.wait = new InstanceWait(this.store, waiters, this::partition);
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
		InstanceView view = this.store.find(partition(instanceId), instanceId, getInputsAndOutputs);
		return metadata(instanceId, view, getInputsAndOutputs);
	}

	private OrchestrationMetadata metadata(String instanceId, @Nullable InstanceView view, boolean payloads) {
		return new OrchestrationMetadata(instanceId, view, this.settings.converter(), payloads);
	}

	@Override
	public OrchestrationStatusQueryResult queryInstances(OrchestrationStatusQuery query) {
		int limit = Math.min(query.getMaxInstanceCount(), this.settings.limits().queryPage());
		boolean payloads = query.isFetchInputsAndOutputs();
		Order order = Order.CREATED_DESCENDING;
		List<InstanceView> page = this.store.query(
				new InstanceQuery(Set.copyOf(query.getRuntimeStatusList()), query.getName(), query.getCreatedTimeFrom(),
						query.getCreatedTimeTo(), query.getCompletedTimeFrom(), query.getCompletedTimeTo(),
						query.getInstanceIdPrefix(), Map.copyOf(query.getTags()), query.getParentInstanceId(), order,
						ContinuationTokens.read(query.getContinuationToken(), order), limit, payloads));
		return new OrchestrationStatusQueryResult(
				page.stream().map((view) -> metadata(view.instance().instanceId(), view, payloads)).toList(),
				ContinuationTokens.after(page, limit, order));
	}

	@Override
	public ListInstanceIdsResult listInstanceIds(ListInstanceIdsQuery query) {
		int limit = Math.min(query.getPageSize(), this.settings.limits().queryPage());
		Order order = Order.COMPLETED_ASCENDING;
		List<InstanceView> page = this.store.query(new InstanceQuery(Set.copyOf(query.getRuntimeStatusList()), null,
				null, null, query.getCompletedTimeFrom(), query.getCompletedTimeTo(), null, Map.of(), null, order,
				ContinuationTokens.read(query.getContinuationToken(), order), limit, false));
		return new ListInstanceIdsResult(page.stream().map((view) -> view.instance().instanceId()).toList(),
				ContinuationTokens.after(page, limit, order));
	}

	@Override
	public List<HistoryEvent> getOrchestrationHistory(String instanceId) {
		List<HistoryEvent> history = this.store.history(partition(instanceId), instanceId);
		if (history.isEmpty()) {
			requireFound(getInstanceMetadata(instanceId, false));
		}
		return history;
	}

	@Override
	public OrchestrationMetadata waitForInstanceStart(String instanceId, Duration timeout, boolean getInputsAndOutputs)
			throws TimeoutException {
		return waitFor(instanceId, timeout, getInputsAndOutputs, "started",
				(metadata) -> metadata.getRuntimeStatus() != OrchestrationRuntimeStatus.PENDING);
	}

	@Override
	public OrchestrationMetadata waitForInstanceCompletion(String instanceId, Duration timeout,
			boolean getInputsAndOutputs) throws TimeoutException {
		return waitFor(instanceId, timeout, getInputsAndOutputs, "ended", OrchestrationMetadata::isCompleted);
	}

	private OrchestrationMetadata waitFor(String instanceId, Duration timeout, boolean payloads, String what,
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
		if (eventName.isBlank()) {
			throw new IllegalArgumentException("The name of the event is missing");
		}
		if (eventId != null && (eventId.isBlank() || eventId.length() > LONGEST_EVENT_ID)) {
			throw new IllegalArgumentException(
					"An event ID has 1 to %d characters, not %d".formatted(LONGEST_EVENT_ID, eventId.length()));
		}
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
		InstanceView view = this.store.find(partition(instanceId), instanceId, false);
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
	public PurgeResult purgeInstances(PurgeInstanceCriteria criteria, Predicate<OrchestrationMetadata> mayPurge) {
		OrchestratorScope.refuse("purgeInstances", "Let an activity do it.");
		return this.purge.purge(criteria, (view) -> mayPurge.test(metadata(view.instance().instanceId(), view, false)));
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
