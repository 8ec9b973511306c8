package io.durable.spring.boot.web;

import java.io.IOException;
import java.io.UncheckedIOException;

import io.durable.spring.boot.web.answer.Problem;
import io.durable.spring.boot.web.answer.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;
import org.springframework.web.multipart.MultipartException;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;

/**
 * Answers requests of the API that Spring MVC could not read as a form with files, which
 * it tries before it looks for a route. They would be errors of the server otherwise.
 */
class MultipartRefusal implements HandlerExceptionResolver, Ordered {

	private final HttpApi api;

	private final HttpApiRoutes routes;

	MultipartRefusal(HttpApi api, HttpApiRoutes routes) {
		this.api = api;
		this.routes = routes;
	}

	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

	@Override
	public @Nullable ModelAndView resolveException(HttpServletRequest request, HttpServletResponse response,
			@Nullable Object handler, Exception ex) {
		if (!(ex instanceof MultipartException)) {
			return null;
		}
		return this.routes.matching(request)
			.filter((route) -> route.verb().name().equals(request.getMethod()))
			.findFirst()
			.map((route) -> refuse(route, request, response))
			.orElse(null);
	}

	private ModelAndView refuse(HttpRoute route, HttpServletRequest request, HttpServletResponse response) {
		HttpRoute refusal = route.answeredBy(
				(refused) -> Problem
					.of(ProblemType.UNSUPPORTED_MEDIA_TYPE,
							"Only application/json request content is supported, in UTF-8. The content type was: "
									+ request.getContentType())
					.toAnswer());
		try {
			this.api.entry(refusal).handle(request, response);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return new ModelAndView();
	}

}
