package io.durable.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;

import io.durable.api.InstanceIds;
import io.durable.api.InvalidInstanceIdException;
import io.durable.history.HistoryEvent;
import org.jspecify.annotations.Nullable;

/**
 * Starts and manages orchestration instances. Thread-safe.
 * <p>
 * A call inside a transaction of the application joins it: it takes effect when that
 * commits and disappears with its rollback. Outside one, and after its end, it has been
 * committed when it returns. A call that would write throws {@link IllegalStateException}
 * in a transaction that is read-only or leads elsewhere.
 * <p>
 * Every method that takes an instance ID throws {@link InvalidInstanceIdException} if it
 * breaks the rule of {@link InstanceIds}, and every method throws
 * {@link io.durable.store.TransientStoreException} if the store cannot be reached or
 * another transaction holds the instance for too long; the call can then be repeated.
 */
public interface DurableTaskClient extends OrchestrationStarts, AutoCloseable {

	/**
	 * Read what is known of an instance.
	 * @param instanceId the instance ID
	 * @param getInputsAndOutputs whether to read input and output
	 * @return the metadata; if there is no such instance, one that says so
	 */
	OrchestrationMetadata getInstanceMetadata(String instanceId, boolean getInputsAndOutputs);

	/**
	 * Read what is known of an instance, with those payloads only that are wanted.
	 * @param instanceId the instance ID
	 * @param getInput whether to read the input
	 * @param getOutput whether to read the output
	 * @return the metadata, which say so if there is no such instance
	 */
	default OrchestrationMetadata getInstanceMetadata(String instanceId, boolean getInput, boolean getOutput) {
		return getInstanceMetadata(instanceId, getInput || getOutput);
	}

	/**
	 * Wait until an instance has left the status {@code PENDING}.
	 * @param instanceId the instance ID
	 * @param timeout how long to wait at most, or {@code null} for ten minutes
	 * @param getInputsAndOutputs whether to read input and output
	 * @return the metadata
	 * @throws TimeoutException if the time is up
	 * @throws InstanceNotFoundException if there is no such instance
	 * @throws IllegalStateException if the caller has an open transaction, whose
	 * connection it would hold for as long as it waits
	 */
	OrchestrationMetadata waitForInstanceStart(String instanceId, @Nullable Duration timeout,
			boolean getInputsAndOutputs) throws TimeoutException;

	default OrchestrationMetadata waitForInstanceStart(String instanceId, @Nullable Duration timeout)
			throws TimeoutException {
		return waitForInstanceStart(instanceId, timeout, false);
	}

	/**
	 * Wait until an instance has ended.
	 * @param instanceId the instance ID
	 * @param timeout how long to wait at most, or {@code null} for ten minutes
	 * @param getInputsAndOutputs whether to read input and output
	 * @return the metadata
	 * @throws TimeoutException if the time is up
	 * @throws InstanceNotFoundException if there is no such instance
	 * @throws IllegalStateException if the caller has an open transaction, whose
	 * connection it would hold for as long as it waits
	 */
	OrchestrationMetadata waitForInstanceCompletion(String instanceId, @Nullable Duration timeout,
			boolean getInputsAndOutputs) throws TimeoutException;

	/**
	 * Wait until an instance has ended, without a thread that waits. What depends on the
	 * result runs on a thread that others wait for: hand longer work on to one of your
	 * own.
	 * @param instanceId the instance ID
	 * @param timeout how long to wait
	 * @param getInputsAndOutputs whether to read input and output
	 * @return is completed with the metadata, or exceptionally with a
	 * {@link TimeoutException}, an {@link InstanceNotFoundException} or a
	 * {@link TaskHubStoppedException}
	 * @throws IllegalStateException if the open transaction has started the instance
	 */
	default CompletableFuture<OrchestrationMetadata> whenInstanceCompleted(String instanceId, Duration timeout,
			boolean getInputsAndOutputs) {
		throw new UnsupportedOperationException("This client waits with a thread only");
	}

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
	default PurgeResult purgeInstances(PurgeInstanceCriteria criteria, Predicate<OrchestrationMetadata> mayPurge) {
		return purgeInstances(criteria, mayPurge, (instanceId) -> {
		});
	}

	/**
	 * Delete instances that have ended, and tell which ones.
	 * @param criteria which ones
	 * @param mayPurge asked for each of them whether it may go; input and output are not
	 * fetched
	 * @param purged gets the instance ID of each that was deleted, once it is; what it
	 * throws ends the purge, and what was deleted stays deleted
	 * @return how many were deleted, and whether that were all
	 */
	PurgeResult purgeInstances(PurgeInstanceCriteria criteria, Predicate<OrchestrationMetadata> mayPurge,
			Consumer<String> purged);

	/**
	 * Read the history of an instance's current execution.
	 * @param instanceId the instance ID
	 * @return the events in order, empty if it has not run
	 * @throws InstanceNotFoundException if there is no such instance
	 */
	List<HistoryEvent> getOrchestrationHistory(String instanceId);

	/**
	 * Read the history of an instance as {@link #getOrchestrationHistory(String)} does,
	 * with those payloads only that are wanted.
	 * @param instanceId the instance ID
	 * @param getInputs whether inputs and the data of events are wanted
	 * @param getResults whether results are wanted
	 * @return the events in order; what is not wanted may be {@code null}
	 * @throws InstanceNotFoundException if there is no such instance
	 */
	default List<HistoryEvent> getOrchestrationHistory(String instanceId, boolean getInputs, boolean getResults) {
		return getOrchestrationHistory(instanceId);
	}

	/**
	 * Make sure that there is a task hub. There always is one: it is created when its
	 * store is opened.
	 * @param recreateIfExists {@code false}
	 * @throws UnsupportedOperationException if an existing task hub is to be dropped
	 */
	default void createTaskHub(boolean recreateIfExists) {
		if (recreateIfExists) {
			deleteTaskHub();
		}
	}

	/**
	 * Refuse to delete the task hub, with all that its instances have done.
	 * @throws UnsupportedOperationException always
	 */
	default void deleteTaskHub() {
		throw new UnsupportedOperationException("A client does not delete its task hub. Delete instances that have "
				+ "ended with purgeInstances; to begin anew, stop all nodes and drop the tables of the task hub.");
	}

	/**
	 * Release what the client itself holds: the store belongs to the task hub.
	 */
	@Override
	void close();

}
