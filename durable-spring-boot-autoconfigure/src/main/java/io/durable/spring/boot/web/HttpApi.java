package io.durable.spring.boot.web;

import java.io.IOException;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * The one way through the HTTP API: the access rule first, then the operation, and every
 * failure as a problem document. Answers are written here and not by message converters,
 * so that neither the application's Jackson settings nor its advice can change them.
 */
final class HttpApi {

	private final AccessGuard guard;

	private final String basePath;

	HttpApi(AccessGuard guard, String basePath) {
		this.guard = guard;
		this.basePath = basePath;
	}

	/**
	 * Serve a request.
	 * @param request the request
	 * @param response the response
	 * @param operation what was asked for
	 * @throws IOException if the answer cannot be written
	 */
	void serve(HttpServletRequest request, HttpServletResponse response, Operation operation) throws IOException {
		answer(request, operation).writeTo(response);
	}

	private Answer answer(HttpServletRequest request, Operation operation) throws IOException {
		String refusal = this.guard.refusal(request);
		if (refusal != null) {
			return Problem.accessDenied(refusal).toAnswer();
		}
		// Spring MVC drops what follows a semicolon: the ID would silently be another one
		if (request.getRequestURI().indexOf(';') >= 0) {
			return Problem.semicolon().toAnswer();
		}
		InstanceLinks links = InstanceLinks.of(request, this.basePath);
		try {
			return operation.perform(links);
		}
		catch (RuntimeException ex) {
			return Problem.of(ex, links).toAnswer();
		}
	}

	/**
	 * An operation of the API.
	 */
	@FunctionalInterface
	interface Operation {

		/**
		 * Perform the operation.
		 * @param links makes the URLs of the answer
		 * @return the answer
		 * @throws IOException if the request cannot be read
		 */
		Answer perform(InstanceLinks links) throws IOException;

	}

}
