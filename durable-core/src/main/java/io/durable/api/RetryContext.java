package io.durable.api;

import java.time.Duration;

/**
 * What a {@link RetryHandler} decides on.
 *
 * @param orchestrationContext the context of the orchestrator
 * @param lastAttemptNumber the number of the attempt that failed, counted from one
 * @param lastFailure why it failed
 * @param totalRetryTime the time since the first attempt
 */
public record RetryContext(TaskOrchestrationContext orchestrationContext, int lastAttemptNumber,
		FailureDetails lastFailure, Duration totalRetryTime) {

	public TaskOrchestrationContext getOrchestrationContext() {
		return this.orchestrationContext;
	}

	public int getLastAttemptNumber() {
		return this.lastAttemptNumber;
	}

	public FailureDetails getLastFailure() {
		return this.lastFailure;
	}

	public Duration getTotalRetryTime() {
		return this.totalRetryTime;
	}

}
