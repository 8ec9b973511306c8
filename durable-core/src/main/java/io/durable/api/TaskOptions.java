package io.durable.api;

import org.jspecify.annotations.Nullable;

/**
 * Options of an activity or sub-orchestration call. A policy and a handler can be
 * combined: a task is repeated while both agree.
 */
public class TaskOptions {

	private final @Nullable RetryPolicy retryPolicy;

	private final @Nullable RetryHandler retryHandler;

	public TaskOptions(@Nullable RetryPolicy retryPolicy, @Nullable RetryHandler retryHandler) {
		this.retryPolicy = retryPolicy;
		this.retryHandler = retryHandler;
	}

	public TaskOptions(RetryPolicy retryPolicy) {
		this(retryPolicy, null);
	}

	public TaskOptions(RetryHandler retryHandler) {
		this(null, retryHandler);
	}

	/**
	 * Return the retry policy.
	 * @return the policy, or {@code null} for none
	 */
	public @Nullable RetryPolicy getRetryPolicy() {
		return this.retryPolicy;
	}

	/**
	 * Return the retry handler.
	 * @return the handler, or {@code null} for none
	 */
	public @Nullable RetryHandler getRetryHandler() {
		return this.retryHandler;
	}

	/**
	 * Return whether a failed task may be repeated.
	 * @return {@code true} if there is a policy or a handler
	 */
	public boolean hasRetry() {
		return this.retryPolicy != null || this.retryHandler != null;
	}

}
