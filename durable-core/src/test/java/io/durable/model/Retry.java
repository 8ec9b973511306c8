package io.durable.model;

import java.time.Duration;

import io.durable.api.RetryContext;
import io.durable.api.RetryPolicy;
import io.durable.api.TaskOptions;

/**
 * How a call is repeated: by a policy, a handler, or both.
 *
 * @param attempts the greatest number of attempts, or 0 for no policy
 * @param firstInterval the wait before the second attempt
 * @param coefficient the factor by which each wait is longer than the one before
 * @param capped whether the wait has an upper bound
 * @param handled the last attempt after which the handler says yes, or -1 for no handler
 * @param handlerWaits whether the handler waits for a timer
 */
record Retry(int attempts, Duration firstInterval, double coefficient, boolean capped, int handled,
		boolean handlerWaits) {

	/**
	 * Return whether a failed attempt is followed by another one.
	 * @param attempt the number of the attempt, counted from one
	 * @return {@code true} if it is
	 */
	boolean follows(int attempt) {
		return (this.attempts == 0 || attempt < this.attempts) && (this.handled < 0 || attempt <= this.handled);
	}

	TaskOptions options() {
		return new TaskOptions(policy(), (this.handled < 0) ? null : this::handle);
	}

	private RetryPolicy policy() {
		if (this.attempts == 0) {
			return null;
		}
		RetryPolicy policy = new RetryPolicy(this.attempts, this.firstInterval).setBackoffCoefficient(this.coefficient);
		return this.capped ? policy.setMaxRetryInterval(this.firstInterval.multipliedBy(2)) : policy;
	}

	private boolean handle(RetryContext context) {
		if (this.handlerWaits) {
			context.getOrchestrationContext().createTimer(this.firstInterval).await();
		}
		return context.getLastAttemptNumber() <= this.handled;
	}

}
