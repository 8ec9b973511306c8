package io.durable.spring.boot.web;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;

import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * A route of the API. Two are equal if they answer the same requests.
 */
final class HttpRoute {

	private final RequestMethod verb;

	private final String pattern;

	private final String property;

	private final Object controller;

	private final Method handler;

	private HttpRoute(RequestMethod verb, String pattern, String property, Object controller, Method handler) {
		this.verb = verb;
		this.pattern = pattern;
		this.property = property;
		this.controller = controller;
		this.handler = handler;
	}

	/**
	 * Create a route.
	 * @param verb the HTTP method
	 * @param pattern the pattern of the path
	 * @param property the property that its path comes from
	 * @param controller the controller
	 * @param handler the name of the controller's method
	 * @return the route
	 */
	static HttpRoute of(RequestMethod verb, String pattern, String property, Object controller, String handler) {
		Method method = Arrays.stream(controller.getClass().getDeclaredMethods())
			.filter((candidate) -> candidate.getName().equals(handler) && !candidate.isSynthetic())
			.findFirst()
			.orElseThrow();
		return new HttpRoute(verb, pattern, property, controller, method);
	}

	/**
	 * Check that the application does not answer the same requests. Spring MVC would
	 * notice only when the first request comes, unless the variables of both patterns
	 * have the same names.
	 * @param mapping has the routes of the application
	 */
	void requireFree(RequestMappingHandlerMapping mapping) {
		mapping.getHandlerMethods().forEach((info, theirs) -> {
			if (isSameAs(info)) {
				throw new MappingCollisionException(toString(), describe(info, theirs), this.property);
			}
		});
	}

	private boolean isSameAs(RequestMappingInfo info) {
		Set<RequestMethod> verbs = info.getMethodsCondition().getMethods();
		return (verbs.isEmpty() || verbs.contains(this.verb))
				&& info.getPatternValues().stream().anyMatch((theirs) -> shape(theirs).equals(shape(this.pattern)));
	}

	private static String describe(RequestMappingInfo info, HandlerMethod handler) {
		return "%s of %s".formatted(info, handler.getShortLogMessage());
	}

	/**
	 * Forget the names of variables.
	 * @param pattern the pattern
	 * @return the pattern with nameless variables
	 */
	private static String shape(String pattern) {
		return pattern.replaceAll("\\{[^:*/}]+}", "{}");
	}

	void register(RequestMappingHandlerMapping mapping) {
		RequestMappingInfo info = RequestMappingInfo.paths(this.pattern)
			.methods(this.verb)
			.options(mapping.getBuilderConfiguration())
			.build();
		mapping.registerMapping(info, this.controller, this.handler);
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof HttpRoute route && this.verb == route.verb && this.pattern.equals(route.pattern);
	}

	@Override
	public int hashCode() {
		return this.pattern.hashCode();
	}

	@Override
	public String toString() {
		return this.verb + " " + this.pattern;
	}

}
