package io.durable.spring.boot.web;

import java.io.IOException;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.durable.spring.boot.security.InstanceOperation;
import io.durable.spring.boot.web.answer.Answer;

import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * A route of the API. Two are equal if they answer the same requests.
 */
final class HttpRoute {

	private final RequestMethod verb;

	private final Prefix prefix;

	private final String path;

	private final InstanceOperation operation;

	private final Handler handler;

	private final Set<String> parameters = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

	/**
	 * Create a route.
	 * @param verb the HTTP method
	 * @param prefix where its path begins
	 * @param path the pattern of the rest of the path
	 * @param operation what it does
	 * @param handler answers its requests
	 * @param parameters the names of the parameters that it reads from the query
	 */
	HttpRoute(RequestMethod verb, Prefix prefix, String path, InstanceOperation operation, Handler handler,
			String... parameters) {
		this.verb = verb;
		this.prefix = prefix;
		this.path = path;
		this.operation = operation;
		this.handler = handler;
		this.parameters.addAll(Arrays.asList(parameters));
	}

	HttpRoute answeredBy(Handler other) {
		return new HttpRoute(this.verb, this.prefix, this.path, this.operation, other);
	}

	HttpRoute withVerb(RequestMethod other, Handler handlerOfOther) {
		return new HttpRoute(other, this.prefix, this.path, InstanceOperation.READ, handlerOfOther);
	}

	boolean isBelow(String basePath) {
		return this.prefix.path().equals(basePath);
	}

	boolean isFree(RequestMappingHandlerMapping mapping) {
		return mapping.getHandlerMethods().keySet().stream().noneMatch(this::isSameAs);
	}

	RequestMethod verb() {
		return this.verb;
	}

	InstanceOperation operation() {
		return this.operation;
	}

	Handler handler() {
		return this.handler;
	}

	Set<String> parameters() {
		return this.parameters;
	}

	String pattern() {
		return this.prefix.path() + this.path;
	}

	/**
	 * Return the pattern for Spring MVC: names of operations may be written in any case.
	 * @return the pattern, without a slash at its end
	 */
	String lenientPattern() {
		return this.prefix.path() + Arrays.stream(this.path.substring(1).split("/"))
			.map((segment) -> segment.startsWith("{") ? segment : "{_%1$s:(?i)%1$s}".formatted(segment))
			.collect(Collectors.joining("/", "/", ""));
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
				throw new MappingCollisionException(toString(), describe(info, theirs), this.prefix.property());
			}
		});
	}

	private boolean isSameAs(RequestMappingInfo info) {
		Set<RequestMethod> verbs = info.getMethodsCondition().getMethods();
		return (verbs.isEmpty() || verbs.contains(this.verb))
				&& info.getPatternValues().stream().anyMatch((theirs) -> shape(theirs).equals(shape(pattern())));
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

	@Override
	public boolean equals(Object other) {
		return other instanceof HttpRoute route && this.verb == route.verb && pattern().equals(route.pattern());
	}

	@Override
	public int hashCode() {
		return pattern().hashCode();
	}

	@Override
	public String toString() {
		return this.verb + " " + pattern();
	}

	/**
	 * Where paths begin.
	 *
	 * @param path the path, without a slash at its end
	 * @param property the property that it comes from
	 */
	record Prefix(String path, String property) {

	}

	/**
	 * Answers requests.
	 */
	@FunctionalInterface
	interface Handler {

		/**
		 * Answer a request.
		 * @param request the request
		 * @return the answer
		 * @throws IOException if the request cannot be read
		 */
		Answer handle(ApiRequest request) throws IOException;

	}

}
