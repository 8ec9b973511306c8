package io.durable.spring.boot;

import java.time.Duration;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.ResponseEntity;

/**
 * Answers of the application's own controllers that lead to the management API: where to
 * ask for the status of an instance that was started, and what else can be done with it.
 * A bean of this type exists where the HTTP API is enabled.
 * <p>
 * The URLs are public ones, by the same rules as in answers of the HTTP API itself: see
 * {@code durable.http.public-url} and {@code durable.http.allowed-hosts}. No access rule
 * is applied here: whom a controller answers is its own business.
 */
public interface DurableHttpResponses {

	/**
	 * How long to wait for the end of an instance if nothing else is said.
	 */
	Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

	/**
	 * Return the URLs of an instance.
	 * @param request the request that is being answered
	 * @param instanceId the instance ID
	 * @return the URLs
	 */
	HttpManagementPayload createHttpManagementPayload(HttpServletRequest request, String instanceId);

	/**
	 * Answer that an instance is under way.
	 * @param request the request that is being answered
	 * @param instanceId the instance ID
	 * @return 202 with the URLs, {@code Location} and {@code Retry-After}
	 */
	ResponseEntity<HttpManagementPayload> createCheckStatusResponse(HttpServletRequest request, String instanceId);

	/**
	 * Wait up to ten seconds for an instance to end.
	 * @param request the request that is being answered
	 * @param instanceId the instance ID
	 * @return as with a time-out
	 * @throws io.durable.client.InstanceNotFoundException if there is no such instance
	 */
	default ResponseEntity<?> waitForCompletionOrCreateCheckStatusResponse(HttpServletRequest request,
			String instanceId) {
		return waitForCompletionOrCreateCheckStatusResponse(request, instanceId, DEFAULT_TIMEOUT, false);
	}

	/**
	 * Wait for an instance to end. The thread waits without polling. Do not wait in a
	 * transaction that has started the instance.
	 * @param request the request that is being answered
	 * @param instanceId the instance ID
	 * @param timeout how long to wait at most
	 * @param returnInternalServerErrorOnFailure whether a failure is 500 instead of 200
	 * @return 200 with the output if it has completed, 200 or 500 with the status
	 * document if it has ended otherwise, and 202 as in
	 * {@link #createCheckStatusResponse(HttpServletRequest, String)} if the time is up or
	 * the application stops
	 * @throws io.durable.client.InstanceNotFoundException if there is no such instance
	 */
	ResponseEntity<?> waitForCompletionOrCreateCheckStatusResponse(HttpServletRequest request, String instanceId,
			Duration timeout, boolean returnInternalServerErrorOnFailure);

}
