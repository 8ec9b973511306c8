package io.durable.spring.boot.web;

import java.util.function.Function;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.core.env.Environment;

/**
 * Decides who may call the HTTP API.
 */
final class AccessGuard {

	private static final String SECURITY_FILTER_CHAIN = "springSecurityFilterChain";

	private final Function<HttpServletRequest, @Nullable String> rule;

	private AccessGuard(Function<HttpServletRequest, @Nullable String> rule) {
		this.rule = rule;
	}

	/**
	 * Create the guard of an application.
	 * @param access what is configured
	 * @param beanFactory tells whether Spring Security is present
	 * @param environment tells whether forwarded headers are trusted
	 * @return the guard
	 */
	static AccessGuard of(HttpAccess access, ListableBeanFactory beanFactory, Environment environment) {
		// The bean and not the class: without a filter chain Spring Security protects
		// nothing
		if (access == HttpAccess.OPEN || beanFactory.containsBean(SECURITY_FILTER_CHAIN)) {
			return new AccessGuard((request) -> null);
		}
		if (ForwardedHeaders.areTrusted(environment, beanFactory)) {
			return new AccessGuard((request) -> refuse("forwarded headers are trusted here, which anybody can forge"));
		}
		return new AccessGuard((request) -> {
			String reason = LocalRequests.whyForeign(request);
			return (reason != null) ? refuse(reason) : null;
		});
	}

	private static String refuse(String reason) {
		return ("Without Spring Security the HTTP API of durable orchestrations serves only clients on the same machine, "
				+ "and this request was refused: %s. Protect it with Spring Security, or set durable.http.access=open "
				+ "to serve everybody who can reach this server.")
			.formatted(reason);
	}

	/**
	 * Decide on a request.
	 * @param request the request
	 * @return why it is refused, or {@code null} if it may pass
	 */
	@Nullable String refusal(HttpServletRequest request) {
		return this.rule.apply(request);
	}

}
