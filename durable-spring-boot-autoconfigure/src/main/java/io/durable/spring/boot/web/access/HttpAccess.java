package io.durable.spring.boot.web.access;

/**
 * Who may call the HTTP API.
 */
public enum HttpAccess {

	/**
	 * Where a filter chain of Spring Security covers the API, callers that have the role
	 * for what they ask; elsewhere only genuine clients on the same machine.
	 */
	AUTO,

	/**
	 * Everybody who can reach the server and whom its filter chain, if there is one, lets
	 * through. Roles are not asked for.
	 */
	OPEN

}
