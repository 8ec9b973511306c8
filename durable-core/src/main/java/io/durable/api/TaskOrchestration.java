package io.durable.api;

import org.jspecify.annotations.Nullable;

/**
 * An orchestrator as a function of its context.
 */
@FunctionalInterface
public interface TaskOrchestration {

	/**
	 * Run the orchestrator. Called again for every replay, on a thread of the engine.
	 * @param context the only source of time, identifiers and effects
	 * @return the output of the orchestration, or {@code null} for none
	 * @throws Exception to fail the orchestration
	 */
	@Nullable Object run(TaskOrchestrationContext context) throws Exception;

	/**
	 * An orchestrator that returns nothing: it has no output, or says what it is with
	 * {@link TaskOrchestrationContext#complete(Object)}.
	 */
	@FunctionalInterface
	interface WithoutResult {

		/**
		 * Run the orchestrator. Called again for every replay, on a thread of the engine.
		 * @param context the only source of time, identifiers and effects
		 * @throws Exception to fail the orchestration
		 */
		void run(TaskOrchestrationContext context) throws Exception;

	}

}
