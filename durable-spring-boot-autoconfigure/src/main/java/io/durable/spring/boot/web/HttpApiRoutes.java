package io.durable.spring.boot.web;

import java.util.LinkedHashSet;
import java.util.Set;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * Adds the routes of the API to Spring MVC, once the application's own are known.
 */
class HttpApiRoutes implements SmartInitializingSingleton {

	private static final String BASE_PROPERTY = "durable.http.base-path";

	private static final String STARTER_PROPERTY = "durable.http.starter-path";

	private final HttpApiSettings settings;

	private final OrchestrationStartController startController;

	private final InstanceController instanceController;

	private final RequestMappingHandlerMapping mapping;

	HttpApiRoutes(HttpApiSettings settings, OrchestrationStartController startController,
			InstanceController instanceController, RequestMappingHandlerMapping mapping) {
		this.settings = settings;
		this.startController = startController;
		this.instanceController = instanceController;
		this.mapping = mapping;
	}

	@Override
	public void afterSingletonsInstantiated() {
		Set<HttpRoute> routes = routes();
		routes.forEach((route) -> route.requireFree(this.mapping));
		routes.forEach((route) -> route.register(this.mapping));
	}

	private Set<HttpRoute> routes() {
		Set<HttpRoute> routes = new LinkedHashSet<>();
		String base = this.settings.basePath();
		addStart(routes, base + "/orchestrators", BASE_PROPERTY);
		if (this.settings.starterPath() != null) {
			addStart(routes, this.settings.starterPath(), STARTER_PROPERTY);
		}
		String instance = base + "/instances/{instanceId}";
		routes.add(HttpRoute.of(RequestMethod.GET, instance, BASE_PROPERTY, this.instanceController, "status"));
		routes.add(HttpRoute.of(RequestMethod.POST, instance + "/terminate", BASE_PROPERTY, this.instanceController,
				"terminate"));
		return routes;
	}

	private void addStart(Set<HttpRoute> routes, String path, String property) {
		String start = path + "/{functionName}";
		routes.add(HttpRoute.of(RequestMethod.POST, start, property, this.startController, "start"));
		routes.add(HttpRoute.of(RequestMethod.POST, start + "/{instanceId}", property, this.startController, "start"));
	}

}
