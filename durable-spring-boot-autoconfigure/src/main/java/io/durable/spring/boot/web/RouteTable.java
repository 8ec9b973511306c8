package io.durable.spring.boot.web;

import java.util.LinkedHashSet;
import java.util.Set;

import io.durable.spring.boot.security.InstanceOperation;
import io.durable.spring.boot.web.HttpRoute.Handler;
import io.durable.spring.boot.web.HttpRoute.Prefix;
import io.durable.spring.boot.web.access.HttpApiSettings;

import org.springframework.web.bind.annotation.RequestMethod;

/**
 * The routes of the API.
 */
final class RouteTable {

	private final Set<HttpRoute> routes = new LinkedHashSet<>();

	private final HttpApiSettings settings;

	RouteTable(HttpApiSettings settings) {
		this.settings = settings;
	}

	/**
	 * Add a route of the management API.
	 * @param verb the HTTP method
	 * @param path the path below the base path
	 * @param operation what it does
	 * @param handler answers its requests
	 * @param parameters the names of the parameters that it reads from the query
	 */
	void add(RequestMethod verb, String path, InstanceOperation operation, Handler handler, String... parameters) {
		this.routes.add(new HttpRoute(verb, new Prefix(this.settings.basePath(), "durable.http.base-path"), path,
				operation, handler, parameters));
	}

	/**
	 * Add a route below the starter path, unless that is switched off.
	 * @param path the path below it
	 * @param handler answers its requests
	 * @param parameters the names of the parameters that it reads from the query
	 */
	void addStarter(String path, Handler handler, String... parameters) {
		if (this.settings.starterPath() != null) {
			this.routes.add(new HttpRoute(RequestMethod.POST,
					new Prefix(this.settings.starterPath(), "durable.http.starter-path"), path, InstanceOperation.START,
					handler, parameters));
		}
	}

	Set<HttpRoute> routes() {
		return this.routes;
	}

	/**
	 * Adds routes to the table. Each bean of this type does so.
	 */
	@FunctionalInterface
	interface Source {

		void addTo(RouteTable routes);

	}

}
