package io.durable.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;

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
	 */
	void raiseEvent(String instanceId, String eventName, @Nullable Object eventPayload);

	default void raiseEvent(String instanceId, String eventName) {
		raiseEvent(instanceId, eventName, null);
	}

	/**
	 * Ask an instance to end. It ends soon after; activities that run go on, their
	 * results are dropped.
	 * @param instanceId the instance ID
	 * @param output the output to end with, or {@code null}
	 * @throws InstanceNotFoundException if there is no such instance
	 * @throws InstanceNotRunningException if it has ended
	 */
	void terminate(String instanceId, @Nullable Object output);

	/**
	 * Ask an instance to pause: it keeps messages but does not run.
	 * @param instanceId the instance ID
	 * @param reason why, or {@code null}
	 * @throws InstanceNotFoundException if there is no such instance
	 * @throws InstanceNotRunningException if it has ended
	 */
	void suspendInstance(String instanceId, @Nullable String reason);

	/**
	 * Ask a suspended instance to go on.
	 * @param instanceId the instance ID
	 * @param reason why, or {@code null}
	 * @throws InstanceNotFoundException if there is no such instance
	 * @throws InstanceNotRunningException if it has ended
	 */
	void resumeInstance(String instanceId, @Nullable String reason);

	/**
	 * Delete an instance that has ended, with its history.
	 * @param instanceId the instance ID
	 * @return how many were deleted: none if there is no such instance
	 * @throws IllegalStateException if it has not ended
	 */
	PurgeResult purgeInstance(String instanceId);

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
