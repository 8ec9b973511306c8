package io.durable.spring.boot.web;

import java.security.Principal;
import java.util.function.Function;

import io.durable.spring.boot.security.CallerRoles;
import io.durable.spring.boot.security.InstanceOperation;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may call the HTTP API.
 */
final class AccessGuard {

	private final Function<HttpServletRequest, @Nullable String> rule;

	private final HttpAccess access;

	private final CallerRoles roles;

	private AccessGuard(HttpAccess access, CallerRoles roles, Function<HttpServletRequest, @Nullable String> rule) {
		this.access = access;
		this.roles = roles;
		this.rule = rule;
	}

	/**
	 * Create the guard of an application.
	 * @param access what is configured
	 * @param roles what the application's security knows of callers
	 * @param forwardedHeaders whether forwarded headers are trusted
	 * @return the guard
	 */
	static AccessGuard of(HttpAccess access, CallerRoles roles, boolean forwardedHeaders) {
		if (forwardedHeaders) {
			return new AccessGuard(access, roles,
					(request) -> refuse("forwarded headers are trusted here, which anybody can forge"));
		}
		return new AccessGuard(access, roles, (request) -> {
			String reason = LocalRequests.whyForeign(request);
			return (reason != null) ? refuse(reason) : null;
		});
	}

	private static String refuse(String reason) {
		return ("Where no filter chain of Spring Security covers it, the HTTP API of durable orchestrations serves only "
				+ "clients on the same machine, and this request was refused: %s. Protect it with Spring Security, or "
				+ "set durable.http.access=open to serve everybody who can reach this server.")
			.formatted(reason);
	}

	/**
	 * Decide on a request.
	 * @param request the request
	 * @param operation what it asks for
	 * @return why it is refused, or {@code null} if it may pass
	 */
	@Nullable String refusal(HttpServletRequest request, InstanceOperation operation) {
		if (this.access == HttpAccess.OPEN) {
			return null;
		}
		// That Spring Security is there is not enough: its chains may leave these paths
		// out
		return this.roles.isCovered() ? this.roles.refusal(operation) : this.rule.apply(request);
	}

	@Nullable Principal caller() {
		return this.roles.caller();
	}

}
