package io.durable.spring.boot.web;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.durable.spring.boot.security.InstanceOperation;
import io.durable.spring.boot.web.HttpRoute.Prefix;
import io.durable.spring.boot.web.access.HttpApiSettings;
import io.durable.spring.boot.web.answer.Answer;
import io.durable.spring.boot.web.answer.Problem;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.PathContainer;
import org.springframework.util.Assert;
import org.springframework.util.ReflectionUtils;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.util.ServletRequestPathUtils;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Adds the routes of the API to Spring MVC, once the application's own are known. What
 * else comes in below the base path is answered too: with what is wrong with it.
 */
class HttpApiRoutes implements SmartInitializingSingleton {

	private static final RequestMethod[] VERBS = { RequestMethod.GET, RequestMethod.POST, RequestMethod.PUT,
			RequestMethod.PATCH, RequestMethod.DELETE, RequestMethod.OPTIONS };

	private static final Method HANDLE = handle();

	private final RouteTable table;

	private final HttpApi api;

	private final HttpApiSettings settings;

	private final RequestMappingHandlerMapping mapping;

	HttpApiRoutes(HttpApiSettings settings, List<RouteTable.Source> sources, HttpApi api,
			RequestMappingHandlerMapping mapping) {
		this.table = new RouteTable(settings);
		this.api = api;
		this.settings = settings;
		this.mapping = mapping;
		sources.forEach((source) -> source.addTo(this.table));
	}

	private static Method handle() {
		Method handle = ReflectionUtils.findMethod(HttpApi.Entry.class, "handle", (Class<?>[]) null);
		Assert.state(handle != null, "HttpApi.Entry has the method");
		return handle;
	}

	Set<HttpRoute> routes() {
		return this.table.routes();
	}

	@Override
	public void afterSingletonsInstantiated() {
		routes().forEach((route) -> route.requireFree(this.mapping));
		routes().forEach((route) -> register(route, new RequestMethod[] { route.verb() }, route.lenientPattern(),
				route.lenientPattern() + "/"));
		HttpRoute rest = new HttpRoute(RequestMethod.GET, new Prefix(this.settings.basePath(), ""), "/**",
				InstanceOperation.READ, this::refuse);
		register(rest, VERBS, this.settings.basePath() + "/**");
		routes().stream().filter((route) -> !route.isBelow(this.settings.basePath())).forEach(this::registerRest);
	}

	// Spring MVC would answer what has another verb itself, and before the access rule.
	// The application may have routes of its own there.
	private void registerRest(HttpRoute route) {
		for (RequestMethod verb : VERBS) {
			HttpRoute other = route.withVerb(verb, this::refuse);
			if (verb != route.verb() && other.isFree(this.mapping)) {
				register(other, new RequestMethod[] { verb }, route.lenientPattern(), route.lenientPattern() + "/");
			}
		}
	}

	private void register(HttpRoute route, RequestMethod[] verbs, String... patterns) {
		RequestMappingInfo info = RequestMappingInfo.paths(patterns)
			.methods(verbs)
			.options(this.mapping.getBuilderConfiguration())
			.build();
		this.mapping.registerMapping(info, this.api.entry(route), HANDLE);
	}

	private Answer refuse(ApiRequest request) {
		HttpServletRequest servletRequest = request.servletRequest();
		Set<String> allowed = matching(servletRequest).map((route) -> route.verb().name())
			.collect(Collectors.toCollection(TreeSet::new));
		if (allowed.isEmpty()) {
			return Problem.routeNotFound().toAnswer();
		}
		if (servletRequest.getMethod().equals(RequestMethod.OPTIONS.name())) {
			allowed.add(RequestMethod.OPTIONS.name());
			return Answer.empty(HttpStatus.OK).header(HttpHeaders.ALLOW, String.join(", ", allowed));
		}
		return Problem.methodNotAllowed(servletRequest.getMethod(), allowed)
			.toAnswer()
			.header(HttpHeaders.ALLOW, String.join(", ", allowed));
	}

	/**
	 * Find the routes whose path is that of a request, with any verb.
	 * @param request the request
	 * @return the routes
	 */
	Stream<HttpRoute> matching(HttpServletRequest request) {
		PathContainer path = ServletRequestPathUtils.getParsedRequestPath(request).pathWithinApplication();
		PathPatternParser parser = PathPatternParser.defaultInstance;
		return routes().stream()
			.filter((route) -> parser.parse(route.lenientPattern()).matches(path)
					|| parser.parse(route.lenientPattern() + "/").matches(path));
	}

}
