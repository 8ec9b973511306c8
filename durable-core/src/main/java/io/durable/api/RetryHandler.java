package io.durable.api;

/**
 * Decides in the orchestrator whether a failed task is repeated. It is replayed like the
 * orchestrator, so it must be deterministic; it may wait for durable timers.
 */
@FunctionalInterface
public interface RetryHandler {

	/**
	 * Decide on a failed attempt.
	 * @param context describes the failure
	 * @return {@code true} to try again
	 */
	boolean handle(RetryContext context);

}
