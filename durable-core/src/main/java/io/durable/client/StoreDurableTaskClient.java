package io.durable.client;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

import io.durable.api.DataConverter;
import io.durable.api.InstanceIds;
import io.durable.api.MethodReference;
import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.function.FunctionRegistry;
import io.durable.history.HistoryEvent;
import io.durable.history.HistoryEvent.EventRaised;
import io.durable.history.HistoryEvent.ExecutionResumed;
import io.durable.history.HistoryEvent.ExecutionStarted;
import io.durable.history.HistoryEvent.ExecutionSuspended;
import io.durable.history.HistoryEvent.ExecutionTerminated;
import io.durable.store.ClientStore;
import io.durable.store.ExecutionIds;
import io.durable.store.InstanceView;
import io.durable.store.NewInstance;
import io.durable.store.NewMessage;
import io.durable.store.PartitionHash;
import io.durable.store.TaskHubStore;
import org.jspecify.annotations.Nullable;

/**
 * {@link DurableTaskClient} over a store.
 */
public final class StoreDurableTaskClient implements DurableTaskClient {

	/**
	 * How often a waiting caller looks for changes that another process made.
	 */
	private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

	private final ClientStore store;

	private final int partitionCount;

	private final FunctionRegistry functions;

	private final DataConverter converter;

	private final InstanceWaiters waiters;

	private final InstantSource clock;

	private final ExecutionIds executionIds;

	public StoreDurableTaskClient(TaskHubStore store, FunctionRegistry functions, DataConverter converter,
			InstanceWaiters waiters, InstantSource clock) {
		this.store = store.client();
		this.partitionCount = store.description().partitionCount();
		this.functions = functions;
		this.converter = converter;
		this.waiters = waiters;
		this.clock = clock;
		this.executionIds = new ExecutionIds(clock);
	}

	@Override
	public String scheduleNewOrchestrationInstance(String orchestratorName, NewOrchestrationInstanceOptions options) {
		if (orchestratorName.isBlank()) {
			throw new IllegalArgumentException("The name of the orchestrator is missing");
		}
		String given = options.getInstanceId();
		String instanceId = (given != null) ? InstanceIds.check(given) : InstanceIds.generate();
		ExecutionStarted started = new ExecutionStarted(now(), orchestratorName, null,
				this.converter.serialize(options.getInput()), null, Map.of(), null);
		OrchestrationRuntimeStatus inTheWay = this.store
			.start(new NewInstance(partition(instanceId), instanceId, this.executionIds.next(), started));
		if (inTheWay != null) {
			throw new OrchestrationAlreadyExistsException(instanceId, inTheWay);
		}
		return instanceId;
	}

	@Override
	public String scheduleOrchestratorMethod(MethodReference method, NewOrchestrationInstanceOptions options) {
		return scheduleNewOrchestrationInstance(this.functions.orchestrator(method).name(), options);
	}

	@Override
	public OrchestrationMetadata getInstanceMetadata(String instanceId, boolean getInputsAndOutputs) {
		InstanceView view = this.store.find(partition(instanceId), instanceId, getInputsAndOutputs);
		return new OrchestrationMetadata(instanceId, view, this.converter, getInputsAndOutputs);
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
		if (this.store.isStartedInOpenTransaction(instanceId)) {
			throw new IllegalStateException(("The open transaction has started the instance '%s', which runs when that "
					+ "has committed: waiting for it here would wait for ever. Wait after the commit.")
				.formatted(instanceId));
		}
		long deadline = System.nanoTime() + timeout.toNanos();
		Semaphore signal = this.waiters.register(instanceId);
		try {
			while (true) {
				signal.drainPermits();
				OrchestrationMetadata metadata = getInstanceMetadata(instanceId, payloads);
				if (condition.test(requireFound(metadata))) {
					return metadata;
				}
				long left = deadline - System.nanoTime();
				if (left <= 0) {
					throw new TimeoutException("The instance '%s' has not %s within %s: its status is %s"
						.formatted(instanceId, what, timeout, metadata.getRuntimeStatus().text()));
				}
				signal.tryAcquire(Math.min(left, LOOK_AGAIN.toNanos()), TimeUnit.NANOSECONDS);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new TimeoutException("Interrupted while waiting for the instance '%s'".formatted(instanceId));
		}
		finally {
			this.waiters.unregister(instanceId, signal);
		}
	}

	private static OrchestrationMetadata requireFound(OrchestrationMetadata metadata) {
		if (!metadata.isInstanceFound()) {
			throw new InstanceNotFoundException(metadata.getInstanceId());
		}
		return metadata;
	}

	@Override
	public void raiseEvent(String instanceId, String eventName, @Nullable Object eventPayload) {
		if (eventName.isBlank()) {
			throw new IllegalArgumentException("The name of the event is missing");
		}
		send(instanceId, new EventRaised(now(), eventName, this.converter.serialize(eventPayload)));
	}

	@Override
	public void terminate(String instanceId, @Nullable Object output) {
		send(instanceId, new ExecutionTerminated(now(), this.converter.serialize(output), false));
	}

	@Override
	public void suspendInstance(String instanceId, @Nullable String reason) {
		send(instanceId, new ExecutionSuspended(now(), reason));
	}

	@Override
	public void resumeInstance(String instanceId, @Nullable String reason) {
		send(instanceId, new ExecutionResumed(now(), reason));
	}

	private void send(String instanceId, HistoryEvent event) {
		if (!this.store.send(new NewMessage(partition(instanceId), instanceId, null, event))) {
			OrchestrationMetadata metadata = requireFound(getInstanceMetadata(instanceId, false));
			throw new InstanceNotRunningException(instanceId, metadata.getRuntimeStatus());
		}
	}

	@Override
	public PurgeResult purgeInstance(String instanceId) {
		if (this.store.purge(partition(instanceId), instanceId)) {
			return new PurgeResult(1);
		}
		OrchestrationMetadata metadata = getInstanceMetadata(instanceId, false);
		if (metadata.isInstanceFound() && !metadata.isCompleted()) {
			throw new IllegalStateException(
					"Only orchestrations in a terminal state can be purged, but the orchestration with instance ID %s has status %s"
						.formatted(instanceId, metadata.getRuntimeStatus().text()));
		}
		return new PurgeResult(0);
	}

	@Override
	public List<HistoryEvent> getOrchestrationHistory(String instanceId) {
		List<HistoryEvent> history = this.store.history(partition(instanceId), instanceId);
		if (history.isEmpty()) {
			requireFound(getInstanceMetadata(instanceId, false));
		}
		return history;
	}

	private int partition(String instanceId) {
		return PartitionHash.partition(instanceId, this.partitionCount);
	}

	private Instant now() {
		return this.clock.instant().truncatedTo(ChronoUnit.MILLIS);
	}

	@Override
	public void close() {
		// Nothing of its own: the store belongs to the task hub
	}

}
