package io.durable.sample;

import java.time.Duration;

import io.durable.api.Activity;
import io.durable.api.Orchestrator;
import io.durable.api.TaskCanceledException;
import io.durable.api.TaskOrchestrationContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;

/**
 * Human interaction: ask somebody, wait for the answer as an external event, and escalate
 * when none has come in time.
 */
@Component
class Approval {

	private static final Logger logger = LoggerFactory.getLogger(Approval.class);

	private static final Duration ONE_MINUTE = Duration.ofMinutes(1);

	/**
	 * Get something approved.
	 * @param context the context
	 * @param input what is to be approved, or {@code null} for something
	 * @return {@code Approved}, {@code Rejected} or {@code Escalated}
	 */
	@Orchestrator("Approval")
	String approval(TaskOrchestrationContext context, @Nullable Request input) {
		Request request = (input != null) ? input : new Request("a day off", ONE_MINUTE);
		Duration patience = (request.patience() != null) ? request.patience() : ONE_MINUTE;
		context.callActivity(Approval::requestApproval, request.subject()).await();
		context.setCustomStatus("Waiting for the event Approval");
		String decision = decision(context, request.subject(), patience);
		context.clearCustomStatus();
		return decision;
	}

	private static String decision(TaskOrchestrationContext context, String subject, Duration patience) {
		try {
			Boolean approved = context.waitForExternalEvent("Approval", patience, Boolean.class).await();
			return Boolean.TRUE.equals(approved) ? "Approved" : "Rejected";
		}
		catch (TaskCanceledException ex) {
			context.callActivity(Approval::escalate, subject).await();
			return "Escalated";
		}
	}

	@Activity("RequestApproval")
	void requestApproval(String subject) {
		logger.info("Please approve {}", subject);
	}

	@Activity("Escalate")
	void escalate(String subject) {
		logger.warn("Nobody has decided on {}", subject);
	}

	/**
	 * What is to be approved.
	 *
	 * @param subject names it
	 * @param patience how long to wait, as ISO 8601, or {@code null} for a minute
	 */
	record Request(String subject, @Nullable Duration patience) {

	}

}
