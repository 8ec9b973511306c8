package io.durable.spring.boot.web.request;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

import io.durable.spring.boot.web.answer.ApiJson;
import io.durable.spring.boot.web.answer.Problem;
import io.durable.spring.boot.web.answer.ProblemException;
import io.durable.spring.boot.web.answer.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

import org.springframework.http.MediaType;

/**
 * The body of a request. JSON is checked and handed on as it came, so that no digit of a
 * number is lost.
 *
 * @param bytes the bytes
 * @param contentType what they are said to be, or {@code null}
 * @param isPresent whether the request has a body
 */
public record RequestBody(byte[] bytes, @Nullable String contentType, boolean isPresent) {

	private static final MediaType ANY_JSON = new MediaType("application", "*+json");

	/**
	 * Read a body.
	 * @param request the request
	 * @param max the greatest length, in bytes
	 * @return the body
	 * @throws IOException if it cannot be read
	 * @throws ProblemException if it is too long; then it has not been read to its end
	 */
	public static RequestBody read(HttpServletRequest request, long max) throws IOException {
		if (request.getContentLengthLong() > max) {
			throw tooLarge(max);
		}
		byte[] bytes = request.getInputStream().readNBytes((int) Math.min(max + 1, Integer.MAX_VALUE - 8));
		if (bytes.length > max) {
			throw tooLarge(max);
		}
		return new RequestBody(bytes, request.getContentType(), bytes.length > 0 || request.getContentLengthLong() > 0);
	}

	private static ProblemException tooLarge(long max) {
		return new ProblemException(Problem.of(ProblemType.CONTENT_TOO_LARGE,
				"The body must not have more than %d bytes. Store the data elsewhere and send a reference to it, or raise durable.http.max-body."
					.formatted(max)));
	}

	/**
	 * Require that the body is declared as JSON.
	 * @param otherwise the kind of problem if it is not
	 * @return this body
	 * @throws ProblemException if it is not
	 */
	public RequestBody requireJson(ProblemType otherwise) {
		if (this.contentType == null || !isJson(this.contentType)) {
			throw new ProblemException(Problem.of(otherwise,
					"Only application/json request content is supported, in UTF-8. The content type was: "
							+ ((this.contentType != null) ? this.contentType : "none")));
		}
		return this;
	}

	private static boolean isJson(String contentType) {
		try {
			MediaType type = MediaType.parseMediaType(contentType);
			Charset charset = type.getCharset();
			return (MediaType.APPLICATION_JSON.equalsTypeAndSubtype(type) || ANY_JSON.includes(type))
					&& (charset == null || charset.equals(StandardCharsets.UTF_8));
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

	/**
	 * Return the JSON.
	 * @return one JSON value, or an empty string if there is nothing but white space
	 * @throws ProblemException if it is not JSON, or beyond what the engine reads
	 */
	public String json() {
		String json = decode(this.bytes).strip();
		if (!json.isEmpty()) {
			check(json);
		}
		return json;
	}

	private static String decode(byte[] body) {
		try {
			String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
			return text.startsWith("\uFEFF") ? text.substring(1) : text;
		}
		catch (CharacterCodingException ex) {
			throw invalid("it is not valid UTF-8");
		}
	}

	private static void check(String json) {
		try {
			ApiJson.check(json);
		}
		catch (JacksonException ex) {
			throw invalid(ex.getOriginalMessage());
		}
	}

	public static ProblemException invalid(String why) {
		return new ProblemException(Problem.of(ProblemType.INVALID_JSON, "Invalid JSON content: " + why));
	}

}
