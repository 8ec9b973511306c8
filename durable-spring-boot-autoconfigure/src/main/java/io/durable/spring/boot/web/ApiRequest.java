package io.durable.spring.boot.web;

import java.io.IOException;
import java.security.Principal;
import java.util.Map;

import io.durable.spring.boot.security.InstanceOperation;
import io.durable.spring.boot.web.access.AuditLog;
import io.durable.spring.boot.web.access.HttpApiSettings;
import io.durable.spring.boot.web.answer.AnswerMemory;
import io.durable.spring.boot.web.answer.InstanceLinks;
import io.durable.spring.boot.web.request.QueryParameters;
import io.durable.spring.boot.web.request.RequestBody;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.web.servlet.HandlerMapping;

/**
 * A request that has passed the access rule.
 *
 * @param servletRequest the request as the servlet API has it
 * @param route the route that answers it
 * @param query the parameters of the URL
 * @param caller who asks, or {@code null} if that is not known
 * @param links makes the URLs of the answer
 * @param settings the bounds of what it may ask for
 * @param memory what its answer may take, {@code null} if it only changes something
 */
record ApiRequest(HttpServletRequest servletRequest, HttpRoute route, QueryParameters query, @Nullable Principal caller,
		InstanceLinks links, HttpApiSettings settings, AnswerMemory.@Nullable Share memory) {

	InstanceOperation operation() {
		return this.route.operation();
	}

	/**
	 * Return a part of the path.
	 * @param variable the name of the variable in the pattern
	 * @return its value, decoded, or {@code null} if the pattern does not have it
	 */
	@Nullable String pathOrNull(String variable) {
		Object variables = this.servletRequest.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE);
		return (String) ((Map<?, ?>) variables).get(variable);
	}

	String path(String variable) {
		String value = pathOrNull(variable);
		if (value == null) {
			throw new IllegalStateException(this.route + " has no variable " + variable);
		}
		return value;
	}

	/**
	 * Read the body.
	 * @return the body, as long as it is not longer than allowed
	 * @throws IOException if it cannot be read
	 */
	RequestBody body() throws IOException {
		return RequestBody.read(this.servletRequest, this.settings.maxBody());
	}

	/**
	 * Note in the audit log that the operation has been done.
	 * @param instanceId to which instance
	 * @param detail further names, or an empty string
	 */
	void audit(String instanceId, String detail) {
		AuditLog.write(this.servletRequest, this.caller, operation(), instanceId, detail);
	}

	void audit(String instanceId) {
		audit(instanceId, "");
	}

}
