package io.durable.spring.boot.web.answer;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.durable.api.InvalidInstanceIdException;
import io.durable.api.PayloadTooLargeException;
import io.durable.client.InboxFullException;
import io.durable.client.InstanceNotFoundException;
import io.durable.client.InstanceNotRunningException;
import io.durable.client.InvalidContinuationTokenException;
import io.durable.client.OrchestrationAlreadyExistsException;
import io.durable.store.TransientStoreException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An RFC 9457 problem document.
 *
 * @param type the kind
 * @param detail a sentence that helps, in the words of Durable Functions where it has
 * some
 * @param members additional members
 */
public record Problem(ProblemType type, String detail, Map<String, Object> members) {

	private static final int RETRY_AFTER_SECONDS = 5;

	private static final Logger logger = LoggerFactory.getLogger(Problem.class);

	public static Problem of(ProblemType type, @Nullable String detail) {
		return new Problem(type, (detail != null) ? detail : type.title(), Map.of());
	}

	public static Problem accessDenied(String reason) {
		return of(ProblemType.ACCESS_DENIED, reason);
	}

	public static Problem routeNotFound() {
		return of(ProblemType.ROUTE_NOT_FOUND, "There is no such route. They are listed in docs/http.md.");
	}

	public static Problem methodNotAllowed(String method, Set<String> allowed) {
		return new Problem(ProblemType.METHOD_NOT_ALLOWED,
				"The method %s is not allowed here, only %s.".formatted(method, String.join(", ", allowed)),
				Map.of("allowedMethods", allowed));
	}

	public static Problem unknownOrchestrator(String name, List<String> known) {
		String detail = "The function '%s' doesn't exist, is disabled, or is not an orchestrator function. %s"
			.formatted(name,
					known.isEmpty() ? "No orchestrator functions are known."
							: "The following are the known orchestrator functions: '%s'."
								.formatted(String.join("', '", known)));
		return new Problem(ProblemType.UNKNOWN_ORCHESTRATOR, detail, Map.of("knownOrchestrators", known));
	}

	/**
	 * Describe what an operation has thrown.
	 * @param ex the exception
	 * @param links makes the URLs of the document
	 * @return the problem
	 */
	public static Problem of(RuntimeException ex, InstanceLinks links) {
		if (ex instanceof ProblemException problem) {
			return problem.problem();
		}
		if (ex instanceof OrchestrationAlreadyExistsException exists) {
			return alreadyExists(exists, links);
		}
		if (ex instanceof InstanceNotFoundException) {
			return of(ProblemType.INSTANCE_NOT_FOUND, ex.getMessage());
		}
		if (ex instanceof IllegalArgumentException) {
			return ofArgument(ex);
		}
		if (ex instanceof InstanceNotRunningException ended) {
			return new Problem(ProblemType.INSTANCE_ENDED, String.valueOf(ex.getMessage()),
					Map.of("runtimeStatus", ended.getStatus().text()));
		}
		if (ex instanceof InboxFullException) {
			return of(ProblemType.INBOX_FULL, ex.getMessage());
		}
		if (ex instanceof TransientStoreException) {
			logger.warn("The store could not serve a request: {}", ex.getMessage());
			return of(ProblemType.STORE_UNAVAILABLE,
					"The store is not reachable or too slow, or another transaction holds the instance. Repeat the request later.");
		}
		return internal(ex);
	}

	private static Problem ofArgument(RuntimeException ex) {
		if (ex instanceof InvalidInstanceIdException) {
			return of(ProblemType.INVALID_INSTANCE_ID, ex.getMessage());
		}
		if (ex instanceof InvalidContinuationTokenException) {
			return of(ProblemType.INVALID_CONTINUATION_TOKEN, ex.getMessage());
		}
		if (ex instanceof PayloadTooLargeException) {
			return of(ProblemType.CONTENT_TOO_LARGE, ex.getMessage());
		}
		return internal(ex);
	}

	private static Problem internal(RuntimeException ex) {
		logger.error("A request failed", ex);
		return of(ProblemType.INTERNAL_ERROR, "Something went wrong while processing your request");
	}

	private static Problem alreadyExists(OrchestrationAlreadyExistsException ex, InstanceLinks links) {
		Map<String, Object> members = new LinkedHashMap<>();
		members.put("instanceId", ex.getInstanceId());
		members.put("runtimeStatus", ex.getStatus().text());
		members.put("statusQueryGetUri", links.status(ex.getInstanceId(), false));
		return new Problem(ProblemType.INSTANCE_EXISTS,
				"An instance with ID '%s' already exists.".formatted(ex.getInstanceId()), members);
	}

	public Answer toAnswer() {
		Map<String, Object> document = new LinkedHashMap<>();
		document.put("type", this.type.uri());
		document.put("title", this.type.title());
		document.put("status", this.type.status().value());
		document.put("detail", this.detail);
		document.putAll(this.members);
		Answer answer = Answer.problem(this.type.status(), document);
		return (this.type == ProblemType.STORE_UNAVAILABLE || this.type == ProblemType.INBOX_FULL)
				? answer.retryAfter(RETRY_AFTER_SECONDS) : answer;
	}

}
