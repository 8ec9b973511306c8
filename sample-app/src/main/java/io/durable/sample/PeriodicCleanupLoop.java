package io.durable.sample;

import java.time.Duration;

import io.durable.api.Activity;
import io.durable.api.Orchestrator;
import io.durable.api.TaskOrchestrationContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;

/**
 * Eternal orchestration: clean up, wait, start over with an empty history.
 */
@Component
class PeriodicCleanupLoop {

	private static final int ONE_HOUR = 3600;

	private static final Logger logger = LoggerFactory.getLogger(PeriodicCleanupLoop.class);

	/**
	 * Clean up again and again.
	 * @param context the context
	 * @param seconds the time between two clean-ups, or {@code null} for one hour
	 */
	@Orchestrator("Periodic_Cleanup_Loop")
	void run(TaskOrchestrationContext context, @Nullable Integer seconds) {
		context.callActivity(PeriodicCleanupLoop::doCleanup).await();
		context.createTimer(Duration.ofSeconds((seconds != null) ? seconds : ONE_HOUR)).await();
		context.continueAsNew(seconds);
	}

	@Activity("DoCleanup")
	void doCleanup() {
		logger.info("Cleaning up");
	}

}
