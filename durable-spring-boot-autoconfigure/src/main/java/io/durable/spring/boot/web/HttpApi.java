package io.durable.spring.boot.web;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.durable.spring.boot.web.access.AccessGuard;
import io.durable.spring.boot.web.access.HttpApiSettings;
import io.durable.spring.boot.web.access.PublicUrls;
import io.durable.spring.boot.web.answer.Answer;
import io.durable.spring.boot.web.answer.AnswerMemory;
import io.durable.spring.boot.web.answer.InstanceLinks;
import io.durable.spring.boot.web.answer.Problem;
import io.durable.spring.boot.web.answer.ProblemException;
import io.durable.spring.boot.web.answer.ProblemType;
import io.durable.spring.boot.web.request.PercentEncoding;
import io.durable.spring.boot.web.request.QueryParameters;
import io.durable.store.TransientStoreException;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.http.HttpHeaders;

/**
 * The one way through the HTTP API: the access rule first, then the operation, and every
 * failure as a problem document. Answers are written here and not by message converters,
 * so that neither the application's Jackson settings nor its advice can change them.
 */
final class HttpApi {

	private static final Logger logger = LoggerFactory.getLogger(HttpApi.class);

	private final AccessGuard guard;

	private final PublicUrls urls;

	private final HttpApiSettings settings;

	private final AnswerMemory memory;

	HttpApi(AccessGuard guard, PublicUrls urls, HttpApiSettings settings, AnswerMemory memory) {
		this.guard = guard;
		this.urls = urls;
		this.settings = settings;
		this.memory = memory;
	}

	/**
	 * Create the entry of a route.
	 * @param route the route
	 * @return what Spring MVC calls
	 */
	Entry entry(HttpRoute route) {
		return new Entry(this, route);
	}

	private Answer answer(HttpServletRequest request, HttpRoute route, AnswerMemory.@Nullable Share share)
			throws IOException {
		InstanceLinks links = this.urls.linksFor(request);
		try {
			checkPath(request.getRequestURI());
			QueryParameters query = new QueryParameters(request.getQueryString(), route.parameters());
			return promised(route.handler()
				.handle(new ApiRequest(request, route, query, this.guard.caller(), links, this.settings, share)),
					links);
		}
		catch (RuntimeException ex) {
			return Problem.of(ex, links).toAnswer();
		}
	}

	// What fails later is a problem document too
	private static Answer promised(Answer answer, InstanceLinks links) {
		CompletableFuture<Answer> later = answer.later();
		return (later != null) ? Answer.later(later.exceptionally((ex) -> {
			Throwable cause = (ex instanceof CompletionException && ex.getCause() != null) ? ex.getCause() : ex;
			return Problem
				.of((cause instanceof RuntimeException runtime) ? runtime : new IllegalStateException(cause), links)
				.toAnswer();
		})) : answer;
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
			// Before anything that there is not enough of for everybody
			String refusal = this.api.guard.refusal(request, response, this.route.operation());
			if (refusal != null) {
				Problem.accessDenied(refusal).toAnswer().forReader(accept(request)).writeTo(response);
				return;
			}
			if (!this.route.operation().isRead()) {
				answer(request, response);
				return;
			}
			try (AnswerMemory.Share share = this.api.memory.take()) {
				Answer answer = this.api.answer(request, this.route, share).forReader(accept(request));
				byte[] body = answer.body();
				share.shrinkTo(body.length);
				answer.writeTo(response, body);
			}
			catch (TransientStoreException ex) {
				Problem.of(ex, this.api.urls.linksFor(request)).toAnswer().forReader(accept(request)).writeTo(response);
			}
		}

		private static @Nullable String accept(HttpServletRequest request) {
			return request.getHeader(HttpHeaders.ACCEPT);
		}

		private void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
			Answer answer = this.api.answer(request, this.route, null);
			CompletableFuture<Answer> later = answer.later();
			if (later == null) {
				answer.forReader(accept(request)).writeTo(response);
			}
			else if (request.isAsyncSupported()) {
				answerLater(later, request.startAsync(request, response), accept(request));
			}
			else {
				later.join().forReader(accept(request)).writeTo(response);
			}
		}

		// The server has a thread when there is something to write
		private static void answerLater(CompletableFuture<Answer> later, AsyncContext async, @Nullable String accept) {
			async.setTimeout(0);
			later.thenAccept((answer) -> async.start(() -> {
				try {
					answer.forReader(accept).writeTo((HttpServletResponse) async.getResponse());
				}
				catch (IOException ex) {
					logger.debug("The client did not wait for the answer", ex);
				}
				finally {
					async.complete();
				}
			})).exceptionally((ex) -> {
				// The server stops, or has no thread for it
				logger.debug("A request could not be answered", ex);
				async.complete();
				return null;
			});
		}

	}

}
