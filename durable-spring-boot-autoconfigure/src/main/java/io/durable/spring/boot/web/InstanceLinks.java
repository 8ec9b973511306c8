package io.durable.spring.boot.web;

import java.nio.charset.StandardCharsets;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.web.servlet.support.ServletUriComponentsBuilder;
import org.springframework.web.util.ServletRequestPathUtils;
import org.springframework.web.util.UriUtils;

/**
 * Public URLs of instances.
 *
 * @param base the URL of the management API, without a slash at its end
 */
record InstanceLinks(String base) {

	/**
	 * Build the URLs as the client of a request sees this server.
	 * @param request the request; behind a proxy Spring's forwarded-header support has
	 * changed it
	 * @param basePath the path of the management API within the application
	 * @return the links
	 */
	static InstanceLinks of(HttpServletRequest request, String basePath) {
		ServletUriComponentsBuilder context = ServletUriComponentsBuilder.fromContextPath(request);
		String servletPath = ServletRequestPathUtils.getServletPathPrefix(request);
		if (servletPath != null) {
			context.path(servletPath);
		}
		return new InstanceLinks(context.path(basePath).build().toUriString());
	}

	String status(String instanceId) {
		// Not only what a path segment must not contain: a semicolon would be cut off
		return this.base + "/instances/" + UriUtils.encode(instanceId, StandardCharsets.UTF_8);
	}

	/**
	 * Return all URLs of an instance.
	 * @param instanceId the instance ID
	 * @return the check-status document
	 */
	HttpManagementPayload all(String instanceId) {
		String status = status(instanceId);
		String reason = "?reason={text}";
		return new HttpManagementPayload(instanceId, status, status + "/raiseEvent/{eventName}",
				status + "/terminate" + reason, status, status + "/restart", status + "/suspend" + reason,
				status + "/resume" + reason, status + "/rewind" + reason);
	}

}
