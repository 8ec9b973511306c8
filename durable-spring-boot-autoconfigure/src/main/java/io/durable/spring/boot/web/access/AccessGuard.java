package io.durable.spring.boot.web.access;

import java.security.Principal;
import java.util.function.Function;

import io.durable.spring.boot.security.CallerRoles;
import io.durable.spring.boot.security.InstanceOperation;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may call the HTTP API.
 */
public final class AccessGuard {

	private final Function<HttpServletRequest, @Nullable String> rule;

	private final HttpAccess access;

	private final CallerRoles roles;

	private final CrossSiteRequests crossSite;

	private AccessGuard(HttpApiSettings settings, CallerRoles roles,
			Function<HttpServletRequest, @Nullable String> rule) {
		this.access = settings.access();
		this.crossSite = new CrossSiteRequests(settings);
		this.roles = roles;
		this.rule = rule;
	}

	/**
	 * Create the guard of an application.
	 * @param settings what is configured
	 * @param roles what the application's security knows of callers
	 * @param forwardedHeaders whether forwarded headers are trusted
	 * @return the guard
	 */
	public static AccessGuard of(HttpApiSettings settings, CallerRoles roles, boolean forwardedHeaders) {
		if (forwardedHeaders) {
			return new AccessGuard(settings, roles,
					(request) -> refuse("forwarded headers are trusted here, which anybody can forge"));
		}
		return new AccessGuard(settings, roles, (request) -> {
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
	 * @param response the response, as filters have prepared it
	 * @param operation what it asks for
	 * @return why it is refused, or {@code null} if it may pass
	 */
	public @Nullable String refusal(HttpServletRequest request, HttpServletResponse response,
			InstanceOperation operation) {
		if (this.access == HttpAccess.OPEN) {
			return operation.isRead() ? null : crossSite(request, response);
		}
		// That Spring Security is there is not enough: its chains may leave these paths
		// out
		return this.roles.isCovered() ? this.roles.refusal(operation) : this.rule.apply(request);
	}

	private @Nullable String crossSite(HttpServletRequest request, HttpServletResponse response) {
		String reason = this.crossSite.whyRefused(request, response);
		return (reason != null) ? ("This request was refused: %s. Let the application allow that origin by its CORS "
				+ "configuration, or set durable.http.public-url to the URL at which browsers reach it.")
			.formatted(reason) : null;
	}

	public @Nullable Principal caller() {
		return this.roles.caller();
	}

}
