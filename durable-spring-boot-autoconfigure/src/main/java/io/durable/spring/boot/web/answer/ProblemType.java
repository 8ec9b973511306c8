package io.durable.spring.boot.web.answer;

import java.util.Locale;

import org.springframework.http.HttpStatus;

/**
 * The kinds of problem, each with a stable type URI. They are listed in docs/http.md.
 */
public enum ProblemType {

	/**
	 * The caller may not do this.
	 */
	ACCESS_DENIED(HttpStatus.FORBIDDEN, "Access denied"),

	/**
	 * The path cannot be decoded.
	 */
	INVALID_PATH(HttpStatus.BAD_REQUEST, "Invalid path"),

	/**
	 * A query parameter cannot be read.
	 */
	INVALID_PARAMETER(HttpStatus.BAD_REQUEST, "Invalid parameter"),

	/**
	 * The continuation token is none of ours.
	 */
	INVALID_CONTINUATION_TOKEN(HttpStatus.BAD_REQUEST, "Invalid continuation token"),

	/**
	 * The instance ID is not allowed.
	 */
	INVALID_INSTANCE_ID(HttpStatus.BAD_REQUEST, "Invalid instance ID"),

	/**
	 * The event name is not allowed.
	 */
	INVALID_EVENT_NAME(HttpStatus.BAD_REQUEST, "Invalid event name"),

	/**
	 * The body is not JSON.
	 */
	INVALID_JSON(HttpStatus.BAD_REQUEST, "Invalid JSON content"),

	/**
	 * An event has another media type than JSON.
	 */
	EVENT_MEDIA_TYPE(HttpStatus.BAD_REQUEST, "Unsupported media type of an event"),

	/**
	 * There is no orchestrator of that name.
	 */
	UNKNOWN_ORCHESTRATOR(HttpStatus.BAD_REQUEST, "Unknown orchestrator"),

	/**
	 * The instance to restart does not exist.
	 */
	NOTHING_TO_RESTART(HttpStatus.BAD_REQUEST, "No instance to restart"),

	/**
	 * There is no such route.
	 */
	ROUTE_NOT_FOUND(HttpStatus.NOT_FOUND, "No such route"),

	/**
	 * There is no such instance.
	 */
	INSTANCE_NOT_FOUND(HttpStatus.NOT_FOUND, "Instance not found"),

	/**
	 * No instance fits the filter of a purge.
	 */
	NOTHING_PURGED(HttpStatus.NOT_FOUND, "No instances to purge"),

	/**
	 * The route has no such method.
	 */
	METHOD_NOT_ALLOWED(HttpStatus.METHOD_NOT_ALLOWED, "Method not allowed"),

	/**
	 * An instance of that ID runs.
	 */
	INSTANCE_EXISTS(HttpStatus.CONFLICT, "Instance already exists"),

	/**
	 * The instance has ended, and takes nothing in any more.
	 */
	INSTANCE_ENDED(HttpStatus.GONE, "Instance has ended"),

	/**
	 * The instance must have ended first.
	 */
	INSTANCE_NOT_ENDED(HttpStatus.PRECONDITION_FAILED, "Instance has not ended"),

	/**
	 * The instance has not failed.
	 */
	NOT_REWINDABLE(HttpStatus.PRECONDITION_FAILED, "Instance cannot be rewound"),

	/**
	 * The body is larger than the limit.
	 */
	CONTENT_TOO_LARGE(HttpStatus.CONTENT_TOO_LARGE, "Content too large"),

	/**
	 * The body has a media type that is not read.
	 */
	UNSUPPORTED_MEDIA_TYPE(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "Unsupported media type"),

	/**
	 * The instance has too many unread events.
	 */
	INBOX_FULL(HttpStatus.TOO_MANY_REQUESTS, "Inbox full"),

	/**
	 * The route is one of entities.
	 */
	ENTITIES_NOT_SUPPORTED(HttpStatus.NOT_IMPLEMENTED, "Entities are not supported"),

	/**
	 * The store does not answer in time.
	 */
	STORE_UNAVAILABLE(HttpStatus.SERVICE_UNAVAILABLE, "Store unavailable"),

	/**
	 * Something else went wrong.
	 */
	INTERNAL_ERROR(HttpStatus.INTERNAL_SERVER_ERROR, "Internal error");

	private final HttpStatus status;

	private final String title;

	ProblemType(HttpStatus status, String title) {
		this.status = status;
		this.title = title;
	}

	public HttpStatus status() {
		return this.status;
	}

	public String title() {
		return this.title;
	}

	public String uri() {
		return "urn:durable:problem:" + name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
