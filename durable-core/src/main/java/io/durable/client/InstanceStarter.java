package io.durable.client;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;

import io.durable.api.InstanceIds;
import io.durable.api.Names;
import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.api.Times;
import io.durable.history.HistoryEvent.ExecutionStarted;
import io.durable.store.ClientStore;
import io.durable.store.NewInstance;
import io.durable.store.key.ExecutionIds;
import io.durable.store.key.PartitionHash;
import org.jspecify.annotations.Nullable;

/**
 * Starts instances for a client.
 */
final class InstanceStarter {

	// How long a start that replaces a running instance waits for its end
	private static final Duration REPLACE_WITHIN = Duration.ofSeconds(30);

	private final ClientStore store;

	private final ClientSettings settings;

	private final int partitionCount;

	private final BiConsumer<String, Duration> terminateAndWait;

	private final ExecutionIds executionIds;

	InstanceStarter(ClientStore store, ClientSettings settings, int partitionCount,
			BiConsumer<String, Duration> terminateAndWait) {
		this.store = store;
		this.settings = settings;
		this.partitionCount = partitionCount;
		this.terminateAndWait = terminateAndWait;
		this.executionIds = new ExecutionIds(settings.clock());
	}

	String start(String orchestratorName, NewOrchestrationInstanceOptions options) {
		String given = options.getInstanceId();
		return start(orchestratorName, (given != null) ? InstanceIds.checkNew(given) : InstanceIds.generate(), options);
	}

	private String start(String orchestratorName, String instanceId, NewOrchestrationInstanceOptions options) {
		Names.check("orchestrator", orchestratorName);
		NewInstance instance = newInstance(instanceId, started(orchestratorName, options), options);
		OrchestrationRuntimeStatus inTheWay = this.store.start(instance);
		if (inTheWay != null && options.getReplaceableStatuses().contains(inTheWay)) {
			inTheWay = replace(instance, options.getReplaceableStatuses(), inTheWay);
		}
		if (inTheWay != null) {
			throw new OrchestrationAlreadyExistsException(instanceId, inTheWay);
		}
		return instanceId;
	}

	private ExecutionStarted started(String name, NewOrchestrationInstanceOptions options) {
		Instant now = this.settings.clock().instant().truncatedTo(ChronoUnit.MILLIS);
		Instant startTime = options.getStartTime();
		Instant startAt = (startTime != null && startTime.isAfter(now)) ? Times.ceiling(startTime) : null;
		String version = (options.getVersion() != null) ? Names.checkVersion(options.getVersion())
				: this.settings.defaultVersion();
		return new ExecutionStarted(now, name, version, input(name, options), null, Names.checkTags(options.getTags()),
				startAt);
	}

	private @Nullable String input(String name, NewOrchestrationInstanceOptions options) {
		String serialized = options.getSerializedInput();
		String input = (serialized != null) ? serialized : this.settings.converter().serialize(options.getInput());
		return this.settings.limits().check("The input of '" + name + "'", input);
	}

	private NewInstance newInstance(String instanceId, ExecutionStarted started,
			NewOrchestrationInstanceOptions options) {
		Set<OrchestrationRuntimeStatus> replaceable = new HashSet<>(options.getReplaceableStatuses());
		replaceable.retainAll(NewInstance.TERMINAL);
		UUID executionId = this.executionIds.next();
		return new NewInstance(PartitionHash.partition(instanceId, this.partitionCount), instanceId, executionId,
				started, List.of(), replaceable);
	}

	// Only the owner of its partition ends a running instance. So it is asked to, and the
	// start is tried again: of several that do so at the same time, one succeeds.
	private @Nullable OrchestrationRuntimeStatus replace(NewInstance instance,
			Set<OrchestrationRuntimeStatus> replaceable, OrchestrationRuntimeStatus first) {
		if (this.store.isTransactionOpen()) {
			throw new IllegalStateException(("To replace the instance '%s', which is %s, its end must be waited for, "
					+ "and it does not end before the open transaction. Start it outside a transaction.")
				.formatted(instance.instanceId(), first.text()));
		}
		long deadline = System.nanoTime() + REPLACE_WITHIN.toNanos();
		OrchestrationRuntimeStatus inTheWay = first;
		while (inTheWay != null && replaceable.contains(inTheWay)) {
			long left = deadline - System.nanoTime();
			if (left <= 0) {
				return inTheWay;
			}
			this.terminateAndWait.accept(instance.instanceId(), Duration.ofNanos(left));
			inTheWay = this.store.start(instance);
		}
		return inTheWay;
	}

	String restart(OrchestrationMetadata first, boolean newId, Change change) {
		NewOrchestrationInstanceOptions options = new NewOrchestrationInstanceOptions()
			.setSerializedInput(first.getSerializedInput())
			.setVersion(first.getVersion())
			.setTags(first.getTags());
		change.apply(options);
		return start(first.getName(), newId ? InstanceIds.generate() : first.getInstanceId(), options);
	}

	/**
	 * Changes the options of a restart.
	 */
	@FunctionalInterface
	interface Change {

		void apply(NewOrchestrationInstanceOptions options);

	}

}
