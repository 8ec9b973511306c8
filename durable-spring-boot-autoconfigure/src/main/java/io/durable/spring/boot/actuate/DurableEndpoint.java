package io.durable.spring.boot.actuate;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.durable.api.InvalidInstanceIdException;
import io.durable.client.OrchestrationMetadata;
import io.durable.hub.TaskHub;
import io.durable.store.TaskHubDescription;
import io.durable.worker.WorkerLoad;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/**
 * {@link Endpoint @Endpoint} that shows the task hub and its instances, without their
 * payloads.
 */
@Endpoint(id = "durable")
public class DurableEndpoint {

	private final TaskHub taskHub;

	public DurableEndpoint(TaskHub taskHub) {
		this.taskHub = taskHub;
	}

	@ReadOperation
	public TaskHubDescriptor taskHub() {
		Map<String, Long> orchestrations = new TreeMap<>();
		this.taskHub.store()
			.client()
			.countByStatus()
			.forEach((status, count) -> orchestrations.put(status.text(), count));
		TaskHubDescription store = this.taskHub.store().description();
		return new TaskHubDescriptor(orchestrations, this.taskHub.functions().orchestratorNames(),
				this.taskHub.functions().activityNames(),
				new StoreDescriptor(store.kind(), store.location(), store.schemaVersion(), store.partitionCount(),
						store.volatileData()),
				new NodeDescriptor(this.taskHub.options().nodeId(), this.taskHub.isRunning(),
						this.taskHub.ownedPartitions(), List.copyOf(this.taskHub.missingActivities()), load()));
	}

	private @Nullable LoadDescriptor load() {
		WorkerLoad load = this.taskHub.load();
		return (load != null) ? new LoadDescriptor(new MemoryDescriptor(load.memory(), load.used(), load.peak()),
				load.waitingTurns(), load.waitingActivities(), load.residentInstances(), load.residentBytes(),
				load.evictedInstances(), load.residentThreads(), load.blockedTurns()) : null;
	}

	@ReadOperation
	public @Nullable InstanceDescriptor instance(@Selector String instanceId) {
		OrchestrationMetadata metadata = find(instanceId);
		return (metadata != null) ? new InstanceDescriptor(metadata.getInstanceId(), metadata.getName(),
				metadata.getVersion(), metadata.getRuntimeStatus().text(), metadata.getCreatedAt(),
				metadata.getLastUpdatedAt(), metadata.getParkedReason()) : null;
	}

	private @Nullable OrchestrationMetadata find(String instanceId) {
		try {
			OrchestrationMetadata metadata = this.taskHub.client().getInstanceMetadata(instanceId, false);
			return metadata.isInstanceFound() ? metadata : null;
		}
		catch (InvalidInstanceIdException ex) {
			// What cannot exist is not found either
			return null;
		}
	}

	/**
	 * Description of the task hub.
	 *
	 * @param orchestrations the number of instances by status
	 * @param orchestrators the names of the orchestrators in this application
	 * @param activities the names of the activities in this application
	 * @param store where the instances are kept
	 * @param node this application as a member of the task hub
	 */
	public record TaskHubDescriptor(Map<String, Long> orchestrations, List<String> orchestrators,
			List<String> activities, StoreDescriptor store, NodeDescriptor node) {

	}

	/**
	 * Description of the store.
	 *
	 * @param kind the product
	 * @param location where the data lies
	 * @param schemaVersion the version of the tables
	 * @param partitionCount the number of partitions
	 * @param inMemory whether all instances are lost when the application ends
	 */
	public record StoreDescriptor(String kind, String location, int schemaVersion, int partitionCount,
			boolean inMemory) {

	}

	/**
	 * Description of the node.
	 *
	 * @param id the node ID
	 * @param running whether it runs orchestrations and activities
	 * @param ownedPartitions the partitions that it owns
	 * @param missingActivities activities that its instances have called and that it does
	 * not have
	 * @param load how full it is, or {@code null} if it does not run
	 */
	public record NodeDescriptor(String id, boolean running, List<Integer> ownedPartitions,
			List<String> missingActivities, @Nullable LoadDescriptor load) {

	}

	/**
	 * Description of how full a node is.
	 *
	 * @param memory the memory for what is on its way
	 * @param waitingTurns how many turns wait for a thread
	 * @param waitingActivities how many activities wait for a slot
	 * @param residentInstances how many instances have their history in memory
	 * @param residentBytes how much memory these take, in bytes
	 * @param evictedInstances how many instances had to make room so far
	 * @param residentThreads how many threads stay in orchestrators
	 * @param blockedTurns how many orchestrators do not come back
	 */
	public record LoadDescriptor(MemoryDescriptor memory, int waitingTurns, int waitingActivities,
			int residentInstances, long residentBytes, long evictedInstances, int residentThreads, int blockedTurns) {

	}

	/**
	 * Description of the memory for what is on its way.
	 *
	 * @param max how much there is, in bytes
	 * @param used how much of it is used, by what it is used for
	 * @param peak how much of it was used at most, by what it was used for
	 */
	public record MemoryDescriptor(long max, Map<String, Long> used, Map<String, Long> peak) {

	}

	/**
	 * Description of an instance.
	 *
	 * @param instanceId the instance ID
	 * @param name the name of the orchestrator
	 * @param version the version, or {@code null}
	 * @param runtimeStatus the status
	 * @param createdTime when its start was accepted
	 * @param lastUpdatedTime when it last ran
	 * @param parkedReason why it is parked, or {@code null} if it is not
	 */
	public record InstanceDescriptor(String instanceId, String name, @Nullable String version, String runtimeStatus,
			Instant createdTime, Instant lastUpdatedTime, @Nullable String parkedReason) {

	}

}
