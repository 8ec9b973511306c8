package io.durable.api;

import org.jspecify.annotations.Nullable;

/**
 * Calls of activities and sub-orchestrations by name.
 */
public interface NamedCalls {

	/**
	 * Call an activity.
	 * @param <V> the type of the result
	 * @param name the name of the activity, compared without regard to case
	 * @param input the input, or {@code null}; it is written at once, so a later change
	 * of the object has no effect
	 * @param options the options, or {@code null}
	 * @param returnType the type of the result
	 * @return a task that ends with the result
	 */
	<V> Task<V> callActivity(String name, @Nullable Object input, @Nullable TaskOptions options, Class<V> returnType);

	/**
	 * Call an activity with a result of a generic type.
	 * @param <V> the type of the result
	 * @param name the name of the activity, compared without regard to case
	 * @param input the input, or {@code null}
	 * @param options the options, or {@code null}
	 * @param returnType the type of the result
	 * @return a task that ends with the result
	 */
	<V> Task<V> callActivity(String name, @Nullable Object input, @Nullable TaskOptions options,
			TypeReference<V> returnType);

	default <V> Task<V> callActivity(String name, @Nullable Object input, Class<V> returnType) {
		return callActivity(name, input, null, returnType);
	}

	default <V> Task<V> callActivity(String name, @Nullable Object input, TypeReference<V> returnType) {
		return callActivity(name, input, null, returnType);
	}

	default <V> Task<V> callActivity(String name, Class<V> returnType) {
		return callActivity(name, null, null, returnType);
	}

	default <V> Task<V> callActivity(String name, TypeReference<V> returnType) {
		return callActivity(name, null, null, returnType);
	}

	default Task<Void> callActivity(String name, @Nullable Object input, TaskOptions options) {
		return callActivity(name, input, options, Void.class);
	}

	default Task<Void> callActivity(String name, @Nullable Object input) {
		return callActivity(name, input, null, Void.class);
	}

	default Task<Void> callActivity(String name) {
		return callActivity(name, null, null, Void.class);
	}

	/**
	 * Call another orchestrator.
	 * @param <V> the type of its output
	 * @param name the name of the orchestrator, compared without regard to case
	 * @param input the input, or {@code null}
	 * @param instanceId the instance ID, or {@code null} for a derived one
	 * @param options the options, or {@code null}
	 * @param returnType the type of its output
	 * @return a task that ends with the output
	 */
	<V> Task<V> callSubOrchestrator(String name, @Nullable Object input, @Nullable String instanceId,
			@Nullable TaskOptions options, Class<V> returnType);

	/**
	 * Call another orchestrator with an output of a generic type.
	 * @param <V> the type of its output
	 * @param name the name of the orchestrator, compared without regard to case
	 * @param input the input, or {@code null}
	 * @param instanceId the instance ID, or {@code null} for a derived one
	 * @param options the options, or {@code null}
	 * @param returnType the type of its output
	 * @return a task that ends with the output
	 */
	<V> Task<V> callSubOrchestrator(String name, @Nullable Object input, @Nullable String instanceId,
			@Nullable TaskOptions options, TypeReference<V> returnType);

	default <V> Task<V> callSubOrchestrator(String name, @Nullable Object input, @Nullable String instanceId,
			Class<V> returnType) {
		return callSubOrchestrator(name, input, instanceId, null, returnType);
	}

	default <V> Task<V> callSubOrchestrator(String name, @Nullable Object input, Class<V> returnType) {
		return callSubOrchestrator(name, input, null, null, returnType);
	}

	default Task<Void> callSubOrchestrator(String name, @Nullable Object input, @Nullable String instanceId,
			TaskOptions options) {
		return callSubOrchestrator(name, input, instanceId, options, Void.class);
	}

	default Task<Void> callSubOrchestrator(String name, @Nullable Object input) {
		return callSubOrchestrator(name, input, null, null, Void.class);
	}

	default Task<Void> callSubOrchestrator(String name) {
		return callSubOrchestrator(name, null, null, null, Void.class);
	}

}
