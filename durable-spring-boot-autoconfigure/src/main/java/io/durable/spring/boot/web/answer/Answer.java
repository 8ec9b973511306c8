package io.durable.spring.boot.web.answer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

/**
 * An answer of the HTTP API.
 *
 * @param status the status
 * @param headers the headers, without those of the document
 * @param mediaType the type of the document
 * @param document the document, written as JSON, or {@code null} for an empty body
 * @param later the answer itself if it is not known yet, or {@code null} if this is it
 */
public record Answer(HttpStatus status, Map<String, String> headers, MediaType mediaType, @Nullable Object document,
		@Nullable CompletableFuture<Answer> later) {

	private static final MediaType PLAIN = new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8);

	private Answer(HttpStatus status, Map<String, String> headers, MediaType mediaType, @Nullable Object document) {
		this(status, headers, mediaType, document, null);
	}

	/**
	 * Answer later, without a thread until then.
	 * @param answer the answer; what depends on it may run on a thread that others wait
	 * for
	 * @return a promise
	 */
	public static Answer later(CompletableFuture<Answer> answer) {
		return new Answer(HttpStatus.ACCEPTED, Map.of(), MediaType.APPLICATION_JSON, null, answer);
	}

	public static Answer empty(HttpStatus status) {
		return new Answer(status, Map.of(), MediaType.APPLICATION_JSON, null);
	}

	public static Answer of(HttpStatus status, Object document) {
		return new Answer(status, Map.of(), MediaType.APPLICATION_JSON, document);
	}

	public static Answer problem(HttpStatus status, Object document) {
		return new Answer(status, Map.of(), MediaType.APPLICATION_PROBLEM_JSON, document);
	}

	/**
	 * Tell the client where and when to ask for the status.
	 * @param location the URL of the status
	 * @param seconds when to ask
	 * @return the answer with both headers
	 */
	public Answer askAgain(String location, int seconds) {
		return header(HttpHeaders.LOCATION, location).retryAfter(seconds);
	}

	public Answer retryAfter(int seconds) {
		return header(HttpHeaders.RETRY_AFTER, Integer.toString(seconds));
	}

	public Answer header(String name, String value) {
		Map<String, String> headers = new LinkedHashMap<>(this.headers);
		headers.put(name, value);
		return new Answer(this.status, headers, this.mediaType, this.document);
	}

	/**
	 * Say what went wrong in a plain sentence to a reader that asks for text and does not
	 * know problem documents: some clients show the body as it is.
	 * @param accept the header {@code Accept} of the request, or {@code null}
	 * @return the answer for this reader
	 */
	public Answer forReader(@Nullable String accept) {
		if (!MediaType.APPLICATION_PROBLEM_JSON.equals(this.mediaType) || accept == null
				|| !(this.document instanceof Map<?, ?> problem) || !(problem.get("detail") instanceof String detail)) {
			return this;
		}
		String accepted = accept.toLowerCase(Locale.ROOT);
		boolean plain = accepted.contains(MediaType.TEXT_PLAIN_VALUE)
				&& !accepted.contains(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
		return plain ? new Answer(this.status, this.headers, PLAIN, detail) : this;
	}

	public byte[] body() {
		if (PLAIN.equals(this.mediaType) && this.document instanceof String text) {
			return text.getBytes(StandardCharsets.UTF_8);
		}
		return (this.document != null) ? ApiJson.write(this.document) : new byte[0];
	}

	public void writeTo(HttpServletResponse response) throws IOException {
		writeTo(response, body());
	}

	public void writeTo(HttpServletResponse response, byte[] body) throws IOException {
		response.setStatus(this.status.value());
		response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
		this.headers.forEach(response::setHeader);
		if (body.length == 0) {
			response.setContentLength(0);
			return;
		}
		response.setContentType(this.mediaType.toString());
		response.setContentLength(body.length);
		response.getOutputStream().write(body);
	}

}
