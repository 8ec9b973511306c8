package io.durable.spring.boot.web;

/**
 * Who may call the HTTP API.
 */
public enum HttpAccess {

	/**
	 * With Spring Security its filter chain decides; without it only genuine clients on
	 * the same machine are served.
	 */
	AUTO,

	/**
	 * Everybody who can reach the server.
	 */
	OPEN

}
