package io.durable.spring.boot.web;

import java.io.IOException;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.durable.spring.boot.web.answer.Problem;
import io.durable.spring.boot.web.answer.ProblemType;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

import org.springframework.http.HttpHeaders;

/**
 * Answers requests of the API whose path Tomcat has refused: it would answer with a page.
 * They come here refused already.
 */
class RefusedPathValve extends ValveBase {

	private final Supplier<Stream<String>> paths;

	/**
	 * Create a valve for the pipeline of a host.
	 * @param paths where the API is, each with a slash at its end
	 */
	RefusedPathValve(Supplier<Stream<String>> paths) {
		super(true);
		this.paths = paths;
	}

	@Override
	public void invoke(Request request, Response response) throws IOException, ServletException {
		if (isRefused(request, response) && response.setErrorReported()) {
			response.setSuspended(false);
			Problem.of(ProblemType.INVALID_PATH,
					"The path cannot be read. It must be percent-encoded UTF-8, and no name in it may contain a slash or a backslash.")
				.toAnswer()
				.forReader(request.getHeader(HttpHeaders.ACCEPT))
				.writeTo(response.getResponse());
			response.finishResponse();
			return;
		}
		getNext().invoke(request, response);
	}

	private boolean isRefused(Request request, Response response) {
		String path = request.getRequestURI();
		return response.isErrorReportRequired() && response.getStatus() == HttpServletResponse.SC_BAD_REQUEST
				&& path != null && this.paths.get().anyMatch(path::startsWith);
	}

}
