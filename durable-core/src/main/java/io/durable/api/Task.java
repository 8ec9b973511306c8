package io.durable.api;

import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A result that an orchestrator can wait for. Tasks belong to the orchestrator's thread
 * and are used nowhere else.
 *
 * @param <V> the type of the result
 */
public abstract class Task<V> {

	/**
	 * Wait for the result. The orchestration may be unloaded here and replayed later.
	 * @return the result
	 * @throws TaskFailedException if the task failed
	 * @throws TaskCanceledException if the task was cancelled or timed out
	 */
	public abstract V await();

	/**
	 * Return whether the task has ended, in whatever way.
	 * @return {@code true} if {@link #await()} would not wait
	 */
	public abstract boolean isDone();

	/**
	 * Return whether the task was cancelled or timed out.
	 * @return {@code true} if it ended without a result
	 */
	public abstract boolean isCancelled();

	/**
	 * Cancel the task. A timer is removed, a wait for an external event frees its place
	 * in the queue; what was started elsewhere goes on, its result is dropped.
	 * @return {@code true} if this call ended the task
	 */
	public abstract boolean cancel();

	/**
	 * Apply a function to the result.
	 * @param <U> the type that the function returns
	 * @param function a deterministic function
	 * @return a task that ends with what the function returns, or fails as this one
	 */
	public abstract <U> Task<U> thenApply(Function<? super V, ? extends U> function);

	/**
	 * Hand the result to a consumer.
	 * @param consumer a deterministic consumer
	 * @return a task that ends when the consumer has returned, or fails as this one
	 */
	@SuppressWarnings("NullAway") // the result of a Task<Void> is null
	public Task<Void> thenAccept(Consumer<? super V> consumer) {
		return thenApply((value) -> {
			consumer.accept(value);
			return null;
		});
	}

}
