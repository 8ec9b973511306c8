package io.durable.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

import io.durable.api.InstanceIds;
import io.durable.api.InvalidInstanceIdException;
import io.durable.api.MethodReference;
import io.durable.api.OrchestratorMethod;
import io.durable.history.HistoryEvent;
import org.jspecify.annotations.Nullable;

/**
 * Starts and manages orchestration instances. Thread-safe.
 * <p>
 * A call inside a transaction of the application joins it: it takes effect when that
 * commits and disappears with its rollback. Outside one it has been committed when it
 * returns.
 * <p>
 * Every method that takes an instance ID throws {@link InvalidInstanceIdException} if it
 * breaks the rule of {@link InstanceIds}, and every method throws
 * {@link io.durable.store.TransientStoreException} if the store cannot be reached or
 * another transaction holds the instance for too long; the call can then be repeated.
 */
public interface DurableTaskClient extends AutoCloseable {

	/**
	 * Start an orchestration with a generated instance ID.
	 * @param orchestratorName the name of the orchestrator
	 * @return the instance ID, 32 hexadecimal digits
	 */
	default String scheduleNewOrchestrationInstance(String orchestratorName) {
		return scheduleNewOrchestrationInstance(orchestratorName, new NewOrchestrationInstanceOptions());
	}

	/**
	 * Start an orchestration with a generated instance ID.
	 * @param orchestratorName the name of the orchestrator
	 * @param input the input, or {@code null}
	 * @return the instance ID, 32 hexadecimal digits
	 */
	default String scheduleNewOrchestrationInstance(String orchestratorName, @Nullable Object input) {
		return scheduleNewOrchestrationInstance(orchestratorName,
				new NewOrchestrationInstanceOptions().setInput(input));
	}

	/**
	 * Start an orchestration as a singleton: in one atomic step, if there is no instance
	 * with that ID or the one there has ended.
	 * @param orchestratorName the name of the orchestrator
	 * @param input the input, or {@code null}
	 * @param instanceId the instance ID
	 * @return the instance ID
	 * @throws OrchestrationAlreadyExistsException if one with that ID has not ended
	 */
	default String scheduleNewOrchestrationInstance(String orchestratorName, @Nullable Object input,
			String instanceId) {
		return scheduleNewOrchestrationInstance(orchestratorName,
				new NewOrchestrationInstanceOptions().setInput(input).setInstanceId(instanceId));
	}

	/**
	 * Start an orchestration.
	 * @param orchestratorName the name of the orchestrator
	 * @param options the options
	 * @return the instance ID
	 * @throws OrchestrationAlreadyExistsException if one with that ID has not ended
	 */
	String scheduleNewOrchestrationInstance(String orchestratorName, NewOrchestrationInstanceOptions options);

	/**
	 * Start the orchestrator that a method reference names.
	 * @param method refers to a registered orchestrator method
	 * @param options the options
	 * @return the instance ID
	 * @throws OrchestrationAlreadyExistsException if one with that ID has not ended
	 * @throws IllegalArgumentException if it is a lambda expression or not registered
	 */
	String scheduleOrchestratorMethod(MethodReference method, NewOrchestrationInstanceOptions options);

	default <B> String scheduleNewOrchestrationInstance(OrchestratorMethod.NoInputVoid<B> method) {
		return scheduleOrchestratorMethod(method, new NewOrchestrationInstanceOptions());
	}

	default <B> String scheduleNewOrchestrationInstance(OrchestratorMethod.ContextVoid<B> method) {
		return scheduleOrchestratorMethod(method, new NewOrchestrationInstanceOptions());
	}

	default <B> String scheduleNewOrchestrationInstance(OrchestratorMethod.ContextVoid<B> method,
			@Nullable Object input) {
		return scheduleOrchestratorMethod(method, new NewOrchestrationInstanceOptions().setInput(input));
	}

	default <B> String scheduleNewOrchestrationInstance(OrchestratorMethod.ContextVoid<B> method,
			@Nullable Object input, String instanceId) {
		return scheduleOrchestratorMethod(method,
				new NewOrchestrationInstanceOptions().setInput(input).setInstanceId(instanceId));
	}

	default <B, I> String scheduleNewOrchestrationInstance(OrchestratorMethod.InputVoid<B, I> method,
			@Nullable I input) {
		return scheduleOrchestratorMethod(method, new NewOrchestrationInstanceOptions().setInput(input));
	}

	default <B, I> String scheduleNewOrchestrationInstance(OrchestratorMethod.InputVoid<B, I> method, @Nullable I input,
			String instanceId) {
		return scheduleOrchestratorMethod(method,
				new NewOrchestrationInstanceOptions().setInput(input).setInstanceId(instanceId));
	}

	default <B, I> String scheduleNewOrchestrationInstance(OrchestratorMethod.ContextInputVoid<B, I> method,
			@Nullable I input) {
		return scheduleOrchestratorMethod(method, new NewOrchestrationInstanceOptions().setInput(input));
	}

	default <B, I> String scheduleNewOrchestrationInstance(OrchestratorMethod.ContextInputVoid<B, I> method,
			@Nullable I input, String instanceId) {
		return scheduleOrchestratorMethod(method,
				new NewOrchestrationInstanceOptions().setInput(input).setInstanceId(instanceId));
	}

	/**
	 * Read what is known of an instance.
	 * @param instanceId the instance ID
	 * @param getInputsAndOutputs whether to read input and output
	 * @return the metadata; if there is no such instance, one that says so
	 */
	OrchestrationMetadata getInstanceMetadata(String instanceId, boolean getInputsAndOutputs);

	/**
	 * Wait until an instance has left the status {@code PENDING}.
	 * @param instanceId the instance ID
	 * @param timeout how long to wait at most
	 * @param getInputsAndOutputs whether to read input and output
	 * @return the metadata
	 * @throws TimeoutException if the time is up
	 * @throws InstanceNotFoundException if there is no such instance
	 * @throws IllegalStateException if the open transaction of the caller has started it
	 */
	OrchestrationMetadata waitForInstanceStart(String instanceId, Duration timeout, boolean getInputsAndOutputs)
			throws TimeoutException;

	default OrchestrationMetadata waitForInstanceStart(String instanceId, Duration timeout) throws TimeoutException {
		return waitForInstanceStart(instanceId, timeout, false);
	}

	/**
	 * Wait until an instance has ended.
	 * @param instanceId the instance ID
	 * @param timeout how long to wait at most
	 * @param getInputsAndOutputs whether to read input and output
	 * @return the metadata
	 * @throws TimeoutException if the time is up
	 * @throws InstanceNotFoundException if there is no such instance
	 * @throws IllegalStateException if the open transaction of the caller has started it
	 */
	OrchestrationMetadata waitForInstanceCompletion(String instanceId, Duration timeout, boolean getInputsAndOutputs)
			throws TimeoutException;

	/**
	 * Send an external event.
	 * @param instanceId the instance ID
	 * @param eventName the name of the event
	 * @param eventPayload its data, or {@code null}
	 * @throws InstanceNotFoundException if there is no such instance
	 * @throws InstanceNotRunningException if it has ended
	 * @throws InboxFullException if it has too many unread events
	 */
	default void raiseEvent(String instanceId, String eventName, @Nullable Object eventPayload) {
		raiseEvent(instanceId, eventName, eventPayload, null);
	}

	default void raiseEvent(String instanceId, String eventName) {
		raiseEvent(instanceId, eventName, null, null);
	}

	/**
	 * Send an external event that may be sent again: the instance gets it once. Its ID is
	 * remembered until the instance is purged or replaced.
	 * @param instanceId the instance ID
	 * @param eventName the name of the event
	 * @param eventPayload its data, or {@code null}
	 * @param eventId names this event among those to the instance, or {@code null}; at
	 * most 250 characters
	 * @throws InstanceNotFoundException if there is no such instance
	 * @throws InstanceNotRunningException if it has ended
	 * @throws InboxFullException if it has too many unread events
	 */
	void raiseEvent(String instanceId, String eventName, @Nullable Object eventPayload, @Nullable String eventId);

	/**
	 * Ask an instance to end. It ends soon after; activities that run go on, their
	 * results are dropped.
	 * @param instanceId the instance ID
	 * @param output the output to end with, or {@code null}
	 * @throws InstanceNotFoundException if there is no such instance
	 * @throws InstanceNotRunningException if it has ended
	 */
	default void terminate(String instanceId, @Nullable Object output) {
		terminate(instanceId, output, false);
	}

	/**
	 * Ask an instance to end, and with it the sub-orchestrations that it waits for.
	 * @param instanceId the instance ID
	 * @param output the output to end with, or {@code null}
	 * @param recursive whether its sub-orchestrations are to end too, and theirs
	 * @throws InstanceNotFoundException if there is no such instance
	 * @throws InstanceNotRunningException if it has ended
	 */
	void terminate(String instanceId, @Nullable Object output, boolean recursive);

	/**
	 * Ask an instance to pause: it keeps messages but does not run. Without effect if it
	 * is suspended.
	 * @param instanceId the instance ID
	 * @param reason why, or {@code null}
	 * @throws InstanceNotFoundException if there is no such instance
	 * @throws InstanceNotRunningException if it has ended
	 */
	void suspendInstance(String instanceId, @Nullable String reason);

	default void suspendInstance(String instanceId) {
		suspendInstance(instanceId, null);
	}

	/**
	 * Ask a suspended instance to go on, or a parked one to try again. Without effect on
	 * others.
	 * @param instanceId the instance ID
	 * @param reason why, or {@code null}
	 * @throws InstanceNotFoundException if there is no such instance
	 * @throws InstanceNotRunningException if it has ended
	 */
	void resumeInstance(String instanceId, @Nullable String reason);

	default void resumeInstance(String instanceId) {
		resumeInstance(instanceId, null);
	}

	/**
	 * Let an instance that has failed go back to before its failure: the calls whose
	 * failure it died of are made again, failed sub-orchestrations are rewound too, and
	 * all that succeeded is kept. If it did not die of a call, its last turn is repeated.
	 * A parked instance goes back to where its code and its history agree; what they do
	 * not agree on is dropped and done again.
	 * @param instanceId the instance ID
	 * @param reason why, or {@code null}
	 * @throws InstanceNotFoundException if there is no such instance
	 * @throws IllegalStateException if it has neither failed nor is parked
	 */
	void rewindInstance(String instanceId, @Nullable String reason);

	default void rewindInstance(String instanceId) {
		rewindInstance(instanceId, null);
	}

	/**
	 * Start an orchestration again: same name, input, version and tags. An instance with
	 * a new ID is started at once and whatever the first one does; with the same ID only
	 * if that has ended.
	 * @param instanceId the instance ID of the first one
	 * @param restartWithNewInstanceId whether to generate a new instance ID
	 * @return the instance ID
	 * @throws InstanceNotFoundException if there is no such instance
	 * @throws OrchestrationAlreadyExistsException if it has not ended and the ID is to be
	 * the same
	 */
	String restartInstance(String instanceId, boolean restartWithNewInstanceId);

	/**
	 * Start an orchestration again with a new input.
	 * @param instanceId the instance ID of the first one
	 * @param restartWithNewInstanceId whether to generate a new instance ID
	 * @param input the input, or {@code null} for none
	 * @return the instance ID
	 * @throws InstanceNotFoundException if there is no such instance
	 * @throws OrchestrationAlreadyExistsException if it has not ended and the ID is to be
	 * the same
	 */
	String restartInstance(String instanceId, boolean restartWithNewInstanceId, @Nullable Object input);

	/**
	 * List instances, page by page. An instance that exists throughout is found exactly
	 * once, however many others come and go meanwhile.
	 * @param query which ones
	 * @return a page
	 * @throws InvalidContinuationTokenException if the token is not one of this method
	 */
	OrchestrationStatusQueryResult queryInstances(OrchestrationStatusQuery query);

	/**
	 * List the IDs of instances that have ended, in the order in which they have.
	 * @param query which ones
	 * @return a page
	 * @throws InvalidContinuationTokenException if the token is not one of this method
	 */
	ListInstanceIdsResult listInstanceIds(ListInstanceIdsQuery query);

	/**
	 * Delete an instance that has ended, with its history.
	 * @param instanceId the instance ID
	 * @return how many were deleted: none if there is no such instance
	 * @throws IllegalStateException if it has not ended
	 */
	default PurgeResult purgeInstance(String instanceId) {
		return purgeInstance(instanceId, false);
	}

	/**
	 * Delete an instance that has ended, with its history.
	 * @param instanceId the instance ID
	 * @param recursive whether its sub-orchestrations go too, and theirs, as far as they
	 * have ended
	 * @return how many were deleted: none if there is no such instance
	 * @throws IllegalStateException if it has not ended
	 */
	PurgeResult purgeInstance(String instanceId, boolean recursive);

	/**
	 * Delete many instances that have ended, in parts of which each is committed.
	 * @param criteria which ones
	 * @return how many were deleted, and whether that were all
	 */
	default PurgeResult purgeInstances(PurgeInstanceCriteria criteria) {
		return purgeInstances(criteria, (metadata) -> true);
	}

	/**
	 * Delete many instances that have ended, each if it passes a check.
	 * @param criteria which ones
	 * @param mayPurge returns whether to delete an instance; its input and output are not
	 * fetched
	 * @return how many were deleted, and whether that were all
	 */
	PurgeResult purgeInstances(PurgeInstanceCriteria criteria, Predicate<OrchestrationMetadata> mayPurge);

	/**
	 * Read the history of an instance's current execution.
	 * @param instanceId the instance ID
	 * @return the events in order, empty if it has not run
	 * @throws InstanceNotFoundException if there is no such instance
	 */
	List<HistoryEvent> getOrchestrationHistory(String instanceId);

	/**
	 * Release what the client itself holds.
	 */
	@Override
	void close();

}
