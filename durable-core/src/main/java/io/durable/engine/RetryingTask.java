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
import io.durable.api.Times;

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

	RetryingTask(LiveRun run, String name, TaskOptions options, Supplier<CompletableTask<V>> call) {
		super(run, name);
		this.options = options;
		this.call = call;
		this.firstAttemptAt = run.time();
		nextAttempt();
	}

	private void nextAttempt() {
		if (hasEnded() || wasCancelled()) {
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
		current.onEnd((ended) -> attemptEnded(current));
	}

	private void attemptEnded(CompletableTask<V> current) {
		Supplier<? extends RuntimeException> failure = current.failure();
		if (hasEnded() || wasCancelled()) {
			return;
		}
		if (failure == null) {
			complete(current.value());
		}
		else if (failure.get() instanceof TaskFailedException failed && !failed.getErrorDetails().isNonRetriable()
				&& policyAllows()) {
			ask(failed.getErrorDetails(), failure);
		}
		else {
			fail(failure);
		}
	}

	private void ask(FailureDetails details, Supplier<? extends RuntimeException> failure) {
		RetryHandler handler = this.options.getRetryHandler();
		if (handler == null) {
			decided(true, failure);
			return;
		}
		Instant askedAt = run().time();
		RetryContext context = new RetryContext(run().context(), this.attempt, details,
				Duration.between(this.firstAttemptAt, askedAt));
		run().callbacks().call(() -> handler.handle(context), () -> hasEnded() || wasCancelled(), (retry) -> {
			// It may have waited, until after the time in which attempts begin
			boolean late = !askedAt.equals(run().time()) && !run().callbacks().isBlocking() && !policyAllows();
			decided(retry && !late, failure);
		}, (ex) -> fail(run().failureOf(name(), ex)));
	}

	private void decided(boolean retry, Supplier<? extends RuntimeException> failure) {
		if (!retry) {
			fail(failure);
			return;
		}
		try {
			waitForNextAttempt();
		}
		catch (Throwable ex) {
			fail(run().failureOf(name(), ex));
		}
	}

	private boolean policyAllows() {
		RetryPolicy policy = this.options.getRetryPolicy();
		if (policy != null) {
			if (this.attempt >= policy.getMaxNumberOfAttempts()) {
				return false;
			}
			// The next attempt begins after its wait
			Instant next = Times.plus(run().time(), policy.delayAfter(this.attempt));
			if (!policy.getRetryTimeout().isZero()
					&& Duration.between(this.firstAttemptAt, next).compareTo(policy.getRetryTimeout()) > 0) {
				return false;
			}
		}
		return true;
	}

	private void waitForNextAttempt() {
		RetryPolicy policy = this.options.getRetryPolicy();
		if (policy == null) {
			nextAttempt();
			return;
		}
		CompletableTask<Void> timer = run().createDelay(Times.plus(run().time(), policy.delayAfter(this.attempt)));
		onCancel(timer::cancel);
		timer.onEnd((ended) -> nextAttempt());
	}

}
