package io.durable.api;

import org.jspecify.annotations.Nullable;

/**
 * An activity as a function of its context.
 */
@FunctionalInterface
public interface TaskActivity {

	/**
	 * Run the activity, at least once for each call that an orchestrator makes.
	 * @param context describes the call
	 * @return the result, or {@code null} for none
	 * @throws Exception to fail the task in the orchestrator
	 */
	@Nullable Object run(TaskActivityContext context) throws Exception;

}
