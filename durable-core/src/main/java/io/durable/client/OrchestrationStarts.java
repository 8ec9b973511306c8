package io.durable.client;

import io.durable.api.MethodReference;
import io.durable.api.OrchestratorMethod;
import org.jspecify.annotations.Nullable;

/**
 * Starts of orchestrations, by name or by method reference. All of them throw
 * {@link io.durable.api.InvalidInstanceIdException} for an instance ID that cannot be.
 */
public interface OrchestrationStarts {

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

}
