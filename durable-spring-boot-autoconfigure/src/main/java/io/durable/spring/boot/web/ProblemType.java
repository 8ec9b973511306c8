package io.durable.spring.boot.web;

import java.util.Locale;

import org.springframework.http.HttpStatus;

/**
 * The kinds of problem, each with a stable type URI. They are listed in docs/http.md.
 */
enum ProblemType {

	ACCESS_DENIED(HttpStatus.FORBIDDEN, "Access denied"),

	INVALID_PATH(HttpStatus.BAD_REQUEST, "Invalid path"),

	INVALID_PARAMETER(HttpStatus.BAD_REQUEST, "Invalid parameter"),

	INVALID_CONTINUATION_TOKEN(HttpStatus.BAD_REQUEST, "Invalid continuation token"),

	INVALID_INSTANCE_ID(HttpStatus.BAD_REQUEST, "Invalid instance ID"),

	INVALID_EVENT_NAME(HttpStatus.BAD_REQUEST, "Invalid event name"),

	INVALID_JSON(HttpStatus.BAD_REQUEST, "Invalid JSON content"),

	EVENT_MEDIA_TYPE(HttpStatus.BAD_REQUEST, "Unsupported media type of an event"),

	UNKNOWN_ORCHESTRATOR(HttpStatus.BAD_REQUEST, "Unknown orchestrator"),

	NOTHING_TO_RESTART(HttpStatus.BAD_REQUEST, "No instance to restart"),

	ROUTE_NOT_FOUND(HttpStatus.NOT_FOUND, "No such route"),

	INSTANCE_NOT_FOUND(HttpStatus.NOT_FOUND, "Instance not found"),

	NOTHING_PURGED(HttpStatus.NOT_FOUND, "No instances to purge"),

	METHOD_NOT_ALLOWED(HttpStatus.METHOD_NOT_ALLOWED, "Method not allowed"),

	INSTANCE_EXISTS(HttpStatus.CONFLICT, "Instance already exists"),

	INSTANCE_ENDED(HttpStatus.GONE, "Instance has ended"),

	INSTANCE_NOT_ENDED(HttpStatus.PRECONDITION_FAILED, "Instance has not ended"),

	NOT_REWINDABLE(HttpStatus.PRECONDITION_FAILED, "Instance cannot be rewound"),

	CONTENT_TOO_LARGE(HttpStatus.CONTENT_TOO_LARGE, "Content too large"),

	UNSUPPORTED_MEDIA_TYPE(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "Unsupported media type"),

	INBOX_FULL(HttpStatus.TOO_MANY_REQUESTS, "Inbox full"),

	ENTITIES_NOT_SUPPORTED(HttpStatus.NOT_IMPLEMENTED, "Entities are not supported"),

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
