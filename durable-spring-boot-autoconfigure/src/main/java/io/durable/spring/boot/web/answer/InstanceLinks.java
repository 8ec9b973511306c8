package io.durable.spring.boot.web.answer;

import java.nio.charset.StandardCharsets;

import io.durable.spring.boot.HttpManagementPayload;

import org.springframework.web.util.UriUtils;

/**
 * Public URLs of instances.
 *
 * @param base the URL of the management API, without a slash at its end
 */
public record InstanceLinks(String base) {

	/**
	 * The parameter that has a failed instance answered with status 500.
	 */
	public static final String FAILURE_IS_500 = "returnInternalServerErrorOnFailure";

	// Says nothing here. But clients of Durable Functions know that there is a query, and
	// add their own parameters with an ampersand
	private static final String TASK_HUB = "taskHub=durable";

	public String status(String instanceId) {
		// Not only what a path segment must not contain: a semicolon would be cut off
		return this.base + "/instances/" + UriUtils.encode(instanceId, StandardCharsets.UTF_8);
	}

	public String status(String instanceId, boolean failureIs500) {
		return status(instanceId) + "?" + TASK_HUB + (failureIs500 ? "&" + FAILURE_IS_500 + "=true" : "");
	}

	public HttpManagementPayload all(String instanceId) {
		return all(instanceId, false);
	}

	/**
	 * Return all URLs of an instance.
	 * @param instanceId the instance ID
	 * @param failureIs500 whether the status of a failed instance is to be a 500
	 * @return the check-status document
	 */
	public HttpManagementPayload all(String instanceId, boolean failureIs500) {
		String instance = status(instanceId);
		String hub = "?" + TASK_HUB;
		String reason = "?reason={text}&" + TASK_HUB;
		return new HttpManagementPayload(instanceId, status(instanceId, failureIs500),
				instance + "/raiseEvent/{eventName}" + hub, instance + "/terminate" + reason, instance + hub,
				instance + "/restart" + hub, instance + "/suspend" + reason, instance + "/resume" + reason,
				instance + "/rewind" + reason);
	}

}
