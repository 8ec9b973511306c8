package io.durable.spring.boot.web;

/**
 * The application answers requests that the HTTP API is to answer.
 */
class MappingCollisionException extends RuntimeException {

	private final String property;

	MappingCollisionException(String ours, String theirs, String property) {
		super("The HTTP API of durable orchestrations and the application both map %s. The application's mapping is %s"
			.formatted(ours, theirs));
		this.property = property;
	}

	String property() {
		return this.property;
	}

}
