package io.durable.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

import io.durable.api.FailureDetails;
import io.durable.api.RetryContext;
import io.durable.api.RetryHandler;
import io.durable.api.RetryPolicy;
import io.durable.api.TaskFailedException;
import io.durable.api.TaskOptions;

/**
 * A call that is repeated after a failure. Each attempt is an action of its own and each
 * wait a durable timer, so all of it is visible in the history.
 *
 * @param <V> the type of the result
 */
final class RetryingTask<V> extends CompletableTask<V> {

	private final TaskOptions options;

	private final Supplier<CompletableTask<V>> call;

	private final Instant firstAttemptAt;

	private int attempt;

	private int firstTaskId = -1;

	RetryingTask(OrchestrationRun run, String name, TaskOptions options, Supplier<CompletableTask<V>> call) {
		super(run, name);
		this.options = options;
		this.call = call;
		this.firstAttemptAt = run.time();
		nextAttempt();
	}

	private void nextAttempt() {
		if (isDone() || isCancelled()) {
			return;
		}
		this.attempt++;
		CompletableTask<V> current = this.call.get();
		if (this.attempt == 1) {
			this.firstTaskId = current.taskId();
		}
		else {
			run().repeats(current.taskId(), this.firstTaskId);
		}
		onCancel(current::cancel);
		current.onDone(() -> attemptEnded(current));
	}

	private void attemptEnded(CompletableTask<V> current) {
		Supplier<? extends RuntimeException> failure = current.failure();
		if (isDone() || isCancelled()) {
			return;
		}
		if (failure == null) {
			complete(current.value());
		}
		else if (failure.get() instanceof TaskFailedException failed) {
			try {
				if (shouldRetry(failed.getErrorDetails())) {
					waitForNextAttempt();
					return;
				}
				fail(failure);
			}
			catch (RuntimeException ex) {
				fail(() -> ex);
			}
		}
		else {
			fail(failure);
		}
	}

	private boolean shouldRetry(FailureDetails failure) {
		if (failure.isNonRetriable()) {
			return false;
		}
		Duration elapsed = Duration.between(this.firstAttemptAt, run().time());
		RetryPolicy policy = this.options.getRetryPolicy();
		if (policy != null) {
			if (this.attempt >= policy.getMaxNumberOfAttempts()) {
				return false;
			}
			if (!policy.getRetryTimeout().isZero() && elapsed.compareTo(policy.getRetryTimeout()) >= 0) {
				return false;
			}
		}
		RetryHandler handler = this.options.getRetryHandler();
		return handler == null || handler.handle(new RetryContext(run().context(), this.attempt, failure, elapsed));
	}

	private void waitForNextAttempt() {
		RetryPolicy policy = this.options.getRetryPolicy();
		if (policy == null) {
			nextAttempt();
			return;
		}
		CompletableTask<Void> timer = run().createTimer(run().time().plus(policy.delayAfter(this.attempt)));
		onCancel(timer::cancel);
		timer.onDone(this::nextAttempt);
	}

}
