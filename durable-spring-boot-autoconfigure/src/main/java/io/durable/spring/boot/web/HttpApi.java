package io.durable.spring.boot.web;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * The one way through the HTTP API: the access rule first, then the operation, and every
 * failure as a problem document. Answers are written here and not by message converters,
 * so that neither the application's Jackson settings nor its advice can change them.
 */
final class HttpApi {

	private final AccessGuard guard;

	private final PublicUrls urls;

	private final HttpApiSettings settings;

	HttpApi(AccessGuard guard, PublicUrls urls, HttpApiSettings settings) {
		this.guard = guard;
		this.urls = urls;
		this.settings = settings;
	}

	/**
	 * Create the entry of a route.
	 * @param route the route
	 * @return what Spring MVC calls
	 */
	Entry entry(HttpRoute route) {
		return new Entry(this, route);
	}

	private Answer answer(HttpServletRequest request, HttpRoute route) throws IOException {
		String refusal = this.guard.refusal(request, route.operation());
		if (refusal != null) {
			return Problem.accessDenied(refusal).toAnswer();
		}
		InstanceLinks links = this.urls.linksFor(request);
		try {
			checkPath(request.getRequestURI());
			QueryParameters query = new QueryParameters(request.getQueryString(), route.parameters());
			return route.handler()
				.handle(new ApiRequest(request, route, query, this.guard.caller(), links, this.settings));
		}
		catch (RuntimeException ex) {
			return Problem.of(ex, links).toAnswer();
		}
	}

	// Others on the way, and Spring MVC itself, make another path of these, and so of the
	// instance ID
	private static void checkPath(String path) {
		if (path.indexOf(';') >= 0) {
			throw invalidPath("The path must not contain a semicolon. Write it as %3B.");
		}
		for (String segment : path.split("/")) {
			String decoded = decode(segment);
			if (decoded.equals(".") || decoded.equals("..")) {
				throw invalidPath("The path must not contain the segments . and ..");
			}
		}
	}

	private static String decode(String segment) {
		try {
			return PercentEncoding.decode(segment);
		}
		catch (CharacterCodingException ex) {
			throw invalidPath("The path is not percent-encoded UTF-8.");
		}
	}

	private static ProblemException invalidPath(String detail) {
		return new ProblemException(Problem.of(ProblemType.INVALID_PATH, detail));
	}

	/**
	 * What Spring MVC calls for a route.
	 *
	 * @param api the API
	 * @param route the route
	 */
	record Entry(HttpApi api, HttpRoute route) {

		void handle(HttpServletRequest request, HttpServletResponse response) throws IOException {
			this.api.answer(request, this.route).writeTo(response);
		}

	}

}
