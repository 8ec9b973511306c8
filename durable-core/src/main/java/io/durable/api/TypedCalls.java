package io.durable.api;

import org.jspecify.annotations.Nullable;

/**
 * Calls of activities and sub-orchestrations by method reference: name, input and result
 * type come from the referenced method. <pre>{@code
 * Task<String> hello = context.callActivity(Greetings::sayHello, "Tokyo");
 * Task<List<Order>> orders = context.callActivity(Orders::open, customerId);
 * Task<Void> done = context.callActivity(Cleanup::run);
 * }</pre> All of them throw {@link IllegalArgumentException} if the reference is a lambda
 * expression or names a method that is not registered.
 */
public interface TypedCalls {

	/**
	 * Call the activity that a method reference names.
	 * @param <V> the type of the result
	 * @param method refers to a registered activity method
	 * @param input the input, or {@code null}
	 * @param options the options, or {@code null}
	 * @return the task
	 */
	<V> Task<V> callActivityMethod(MethodReference method, @Nullable Object input, @Nullable TaskOptions options);

	/**
	 * Call the orchestrator that a method reference names as a sub-orchestration.
	 * @param <V> the type of the result
	 * @param method refers to a registered orchestrator method
	 * @param input the input, or {@code null}
	 * @param instanceId the instance ID, or {@code null} for a derived one
	 * @param options the options, or {@code null}
	 * @return the task
	 */
	<V> Task<V> callSubOrchestratorMethod(MethodReference method, @Nullable Object input, @Nullable String instanceId,
			@Nullable TaskOptions options);

	default <B, R> Task<R> callActivity(ActivityMethod.NoInput<B, R> method) {
		return callActivityMethod(method, null, null);
	}

	default <B, R> Task<R> callActivity(ActivityMethod.NoInput<B, R> method, TaskOptions options) {
		return callActivityMethod(method, null, options);
	}

	default <B> Task<Void> callActivity(ActivityMethod.NoInputVoid<B> method) {
		return callActivityMethod(method, null, null);
	}

	default <B> Task<Void> callActivity(ActivityMethod.NoInputVoid<B> method, TaskOptions options) {
		return callActivityMethod(method, null, options);
	}

	default <B, I, R> Task<R> callActivity(ActivityMethod.Input<B, I, R> method, @Nullable I input) {
		return callActivityMethod(method, input, null);
	}

	default <B, I, R> Task<R> callActivity(ActivityMethod.Input<B, I, R> method, @Nullable I input,
			TaskOptions options) {
		return callActivityMethod(method, input, options);
	}

	default <B, I> Task<Void> callActivity(ActivityMethod.InputVoid<B, I> method, @Nullable I input) {
		return callActivityMethod(method, input, null);
	}

	default <B, I> Task<Void> callActivity(ActivityMethod.InputVoid<B, I> method, @Nullable I input,
			TaskOptions options) {
		return callActivityMethod(method, input, options);
	}

	default <B, R> Task<R> callActivity(ActivityMethod.Context<B, R> method) {
		return callActivityMethod(method, null, null);
	}

	default <B, R> Task<R> callActivity(ActivityMethod.Context<B, R> method, TaskOptions options) {
		return callActivityMethod(method, null, options);
	}

	default <B> Task<Void> callActivity(ActivityMethod.ContextVoid<B> method) {
		return callActivityMethod(method, null, null);
	}

	default <B> Task<Void> callActivity(ActivityMethod.ContextVoid<B> method, TaskOptions options) {
		return callActivityMethod(method, null, options);
	}

	default <B, I, R> Task<R> callActivity(ActivityMethod.ContextInput<B, I, R> method, @Nullable I input) {
		return callActivityMethod(method, input, null);
	}

	default <B, I, R> Task<R> callActivity(ActivityMethod.ContextInput<B, I, R> method, @Nullable I input,
			TaskOptions options) {
		return callActivityMethod(method, input, options);
	}

	default <B, I> Task<Void> callActivity(ActivityMethod.ContextInputVoid<B, I> method, @Nullable I input) {
		return callActivityMethod(method, input, null);
	}

	default <B, I> Task<Void> callActivity(ActivityMethod.ContextInputVoid<B, I> method, @Nullable I input,
			TaskOptions options) {
		return callActivityMethod(method, input, options);
	}

	default <B, R> Task<R> callSubOrchestrator(OrchestratorMethod.NoInput<B, R> method) {
		return callSubOrchestratorMethod(method, null, null, null);
	}

	default <B, R> Task<R> callSubOrchestrator(OrchestratorMethod.NoInput<B, R> method, TaskOptions options) {
		return callSubOrchestratorMethod(method, null, null, options);
	}

	default <B> Task<Void> callSubOrchestrator(OrchestratorMethod.NoInputVoid<B> method) {
		return callSubOrchestratorMethod(method, null, null, null);
	}

	default <B> Task<Void> callSubOrchestrator(OrchestratorMethod.NoInputVoid<B> method, TaskOptions options) {
		return callSubOrchestratorMethod(method, null, null, options);
	}

	default <B, I, R> Task<R> callSubOrchestrator(OrchestratorMethod.Input<B, I, R> method, @Nullable I input) {
		return callSubOrchestratorMethod(method, input, null, null);
	}

	default <B, I, R> Task<R> callSubOrchestrator(OrchestratorMethod.Input<B, I, R> method, @Nullable I input,
			TaskOptions options) {
		return callSubOrchestratorMethod(method, input, null, options);
	}

	default <B, I, R> Task<R> callSubOrchestrator(OrchestratorMethod.Input<B, I, R> method, @Nullable I input,
			String instanceId) {
		return callSubOrchestratorMethod(method, input, instanceId, null);
	}

	default <B, I> Task<Void> callSubOrchestrator(OrchestratorMethod.InputVoid<B, I> method, @Nullable I input) {
		return callSubOrchestratorMethod(method, input, null, null);
	}

	default <B, I> Task<Void> callSubOrchestrator(OrchestratorMethod.InputVoid<B, I> method, @Nullable I input,
			TaskOptions options) {
		return callSubOrchestratorMethod(method, input, null, options);
	}

	default <B, I> Task<Void> callSubOrchestrator(OrchestratorMethod.InputVoid<B, I> method, @Nullable I input,
			String instanceId) {
		return callSubOrchestratorMethod(method, input, instanceId, null);
	}

	default <B, R> Task<R> callSubOrchestrator(OrchestratorMethod.Context<B, R> method) {
		return callSubOrchestratorMethod(method, null, null, null);
	}

	default <B, R> Task<R> callSubOrchestrator(OrchestratorMethod.Context<B, R> method, TaskOptions options) {
		return callSubOrchestratorMethod(method, null, null, options);
	}

	default <B> Task<Void> callSubOrchestrator(OrchestratorMethod.ContextVoid<B> method) {
		return callSubOrchestratorMethod(method, null, null, null);
	}

	default <B> Task<Void> callSubOrchestrator(OrchestratorMethod.ContextVoid<B> method, TaskOptions options) {
		return callSubOrchestratorMethod(method, null, null, options);
	}

	default <B, I, R> Task<R> callSubOrchestrator(OrchestratorMethod.ContextInput<B, I, R> method, @Nullable I input) {
		return callSubOrchestratorMethod(method, input, null, null);
	}

	default <B, I, R> Task<R> callSubOrchestrator(OrchestratorMethod.ContextInput<B, I, R> method, @Nullable I input,
			TaskOptions options) {
		return callSubOrchestratorMethod(method, input, null, options);
	}

	default <B, I, R> Task<R> callSubOrchestrator(OrchestratorMethod.ContextInput<B, I, R> method, @Nullable I input,
			String instanceId) {
		return callSubOrchestratorMethod(method, input, instanceId, null);
	}

	default <B, I> Task<Void> callSubOrchestrator(OrchestratorMethod.ContextInputVoid<B, I> method, @Nullable I input) {
		return callSubOrchestratorMethod(method, input, null, null);
	}

	default <B, I> Task<Void> callSubOrchestrator(OrchestratorMethod.ContextInputVoid<B, I> method, @Nullable I input,
			TaskOptions options) {
		return callSubOrchestratorMethod(method, input, null, options);
	}

	default <B, I> Task<Void> callSubOrchestrator(OrchestratorMethod.ContextInputVoid<B, I> method, @Nullable I input,
			String instanceId) {
		return callSubOrchestratorMethod(method, input, instanceId, null);
	}

}
