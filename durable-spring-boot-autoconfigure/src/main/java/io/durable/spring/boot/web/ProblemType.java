package io.durable.spring.boot.web;

import java.util.Locale;

import org.springframework.http.HttpStatus;

/**
 * The kinds of problem, each with a stable type URI. They are listed in docs/http.md.
 */
enum ProblemType {

	ACCESS_DENIED(HttpStatus.FORBIDDEN, "Access denied"),

	INVALID_PATH(HttpStatus.BAD_REQUEST, "Invalid path"),

	INVALID_INSTANCE_ID(HttpStatus.BAD_REQUEST, "Invalid instance ID"),

	INVALID_JSON(HttpStatus.BAD_REQUEST, "Invalid JSON content"),

	UNKNOWN_ORCHESTRATOR(HttpStatus.BAD_REQUEST, "Unknown orchestrator"),

	INSTANCE_NOT_FOUND(HttpStatus.NOT_FOUND, "Instance not found"),

	INSTANCE_EXISTS(HttpStatus.CONFLICT, "Instance already exists"),

	INSTANCE_ENDED(HttpStatus.GONE, "Instance has ended"),

	UNSUPPORTED_MEDIA_TYPE(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "Unsupported media type"),

	STORE_UNAVAILABLE(HttpStatus.SERVICE_UNAVAILABLE, "Store unavailable"),

	INTERNAL_ERROR(HttpStatus.INTERNAL_SERVER_ERROR, "Internal error");

	private final HttpStatus status;

	private final String title;

	ProblemType(HttpStatus status, String title) {
		this.status = status;
		this.title = title;
	}

	HttpStatus status() {
		return this.status;
	}

	String title() {
		return this.title;
	}

	String uri() {
		return "urn:durable:problem:" + name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
