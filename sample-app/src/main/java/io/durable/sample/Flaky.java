package io.durable.sample;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import io.durable.api.Activity;
import io.durable.api.Orchestrator;
import io.durable.api.RetryPolicy;
import io.durable.api.TaskActivityContext;
import io.durable.api.TaskOptions;
import io.durable.api.TaskOrchestrationContext;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Retry: an activity that fails twice and then succeeds. The waits between the attempts
 * are durable timers, so they survive a restart.
 */
@Component
class Flaky {

	private static final int ATTEMPTS = 5;

	private final Map<UUID, Integer> attempts = new ConcurrentHashMap<>();

	/**
	 * Call the activity until it succeeds.
	 * @param context the context
	 * @param firstInterval the wait after the first failure, as ISO 8601, or {@code null}
	 * for half a second; after each further failure it is twice as long
	 * @return what the activity returns
	 */
	@Orchestrator("Flaky")
	String flaky(TaskOrchestrationContext context, @Nullable Duration firstInterval) {
		RetryPolicy policy = new RetryPolicy(ATTEMPTS, (firstInterval != null) ? firstInterval : Duration.ofMillis(500))
			.setBackoffCoefficient(2);
		return context.callActivity(Flaky::failTwice, new TaskOptions(policy)).await();
	}

	@Activity("FailTwice")
	String failTwice(TaskActivityContext context) {
		int attempt = this.attempts.merge(context.getExecutionId(), 1, Integer::sum);
		if (attempt < 3) {
			throw new IllegalStateException("Attempt %d fails".formatted(attempt));
		}
		this.attempts.remove(context.getExecutionId());
		return "Attempt %d succeeds".formatted(attempt);
	}

}
