package io.durable.spring.boot.web;

import java.time.Duration;
import java.util.concurrent.TimeoutException;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.client.DurableTaskClient;
import io.durable.client.InstanceNotFoundException;
import io.durable.client.OrchestrationMetadata;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.util.RawValue;

import org.springframework.http.HttpStatus;

/**
 * Answers a start: with the output if the instance ends in time, else with where to ask.
 */
final class CompletionWait {

	static final String TIMEOUT = "timeout";

	static final String POLLING_INTERVAL = "pollingInterval";

	private static final int RETRY_AFTER_SECONDS = 10;

	private final DurableTaskClient client;

	CompletionWait(DurableTaskClient client) {
		this.client = client;
	}

	/**
	 * Return how long a request wants to wait.
	 * @param request the request
	 * @return the time, not longer than allowed, or zero if it does not want to wait
	 * @throws ProblemException if it does not say so clearly
	 */
	static Duration requested(ApiRequest request) {
		Duration timeout = QueryValues.seconds(request.query(), TIMEOUT);
		Duration interval = QueryValues.seconds(request.query(), POLLING_INTERVAL);
		if (timeout == null || interval == null) {
			return Duration.ZERO;
		}
		if (interval.compareTo(timeout) > 0) {
			throw QueryParameters.invalid(TIMEOUT, "must not be shorter than pollingInterval");
		}
		Duration longest = request.settings().maxWait();
		return (timeout.compareTo(longest) > 0) ? longest : timeout;
	}

	/**
	 * Wait for an instance and answer.
	 * @param links makes the URLs
	 * @param instanceId the instance ID
	 * @param timeout how long to wait, zero for not at all
	 * @param failureIs500 whether a failure is 500 instead of 200
	 * @return the answer
	 */
	Answer answer(InstanceLinks links, String instanceId, Duration timeout, boolean failureIs500) {
		OrchestrationMetadata ended = timeout.isZero() ? null : await(instanceId, timeout);
		if (ended == null) {
			return checkStatus(links, instanceId, failureIs500);
		}
		if (ended.getRuntimeStatus() == OrchestrationRuntimeStatus.COMPLETED) {
			Object output = ApiJson.embed(ended.getSerializedOutput());
			return Answer.of(HttpStatus.OK, (output != null) ? output : new RawValue("null"));
		}
		return Answer.of(statusOf(ended, failureIs500), StatusDocument.of(ended, true));
	}

	static Answer checkStatus(InstanceLinks links, String instanceId, boolean failureIs500) {
		return Answer.of(HttpStatus.ACCEPTED, links.all(instanceId, failureIs500))
			.askAgain(links.status(instanceId, failureIs500), RETRY_AFTER_SECONDS);
	}

	static HttpStatus statusOf(OrchestrationMetadata ended, boolean failureIs500) {
		return (failureIs500 && ended.getRuntimeStatus() == OrchestrationRuntimeStatus.FAILED)
				? HttpStatus.INTERNAL_SERVER_ERROR : HttpStatus.OK;
	}

	private @Nullable OrchestrationMetadata await(String instanceId, Duration timeout) {
		try {
			return this.client.waitForInstanceCompletion(instanceId, timeout, true);
		}
		catch (TimeoutException | InstanceNotFoundException ex) {
			// Still under way, or ended and purged already
			return null;
		}
	}

}
