package io.durable.spring.boot.web;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

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
 */
record Answer(HttpStatus status, Map<String, String> headers, MediaType mediaType, @Nullable Object document) {

	static Answer empty(HttpStatus status) {
		return new Answer(status, Map.of(), MediaType.APPLICATION_JSON, null);
	}

	static Answer of(HttpStatus status, Object document) {
		return new Answer(status, Map.of(), MediaType.APPLICATION_JSON, document);
	}

	static Answer problem(HttpStatus status, Object document) {
		return new Answer(status, Map.of(), MediaType.APPLICATION_PROBLEM_JSON, document);
	}

	/**
	 * Tell the client where and when to ask for the status.
	 * @param location the URL of the status
	 * @param seconds when to ask
	 * @return the answer with both headers
	 */
	Answer askAgain(String location, int seconds) {
		return header(HttpHeaders.LOCATION, location).retryAfter(seconds);
	}

	Answer retryAfter(int seconds) {
		return header(HttpHeaders.RETRY_AFTER, Integer.toString(seconds));
	}

	Answer header(String name, String value) {
		Map<String, String> headers = new LinkedHashMap<>(this.headers);
		headers.put(name, value);
		return new Answer(this.status, headers, this.mediaType, this.document);
	}

	byte[] body() {
		return (this.document != null) ? ApiJson.write(this.document) : new byte[0];
	}

	void writeTo(HttpServletResponse response) throws IOException {
		response.setStatus(this.status.value());
		response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
		this.headers.forEach(response::setHeader);
		byte[] body = body();
		if (body.length == 0) {
			response.setContentLength(0);
			return;
		}
		response.setContentType(this.mediaType.toString());
		response.setContentLength(body.length);
		response.getOutputStream().write(body);
	}

}
