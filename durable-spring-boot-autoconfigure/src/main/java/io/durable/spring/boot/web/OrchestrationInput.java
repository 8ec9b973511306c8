package io.durable.spring.boot.web;

import java.io.IOException;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

import io.durable.function.FunctionRegistry.OrchestratorFunction;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.util.RawValue;

import org.springframework.http.MediaType;

/**
 * Reads the input of an orchestration from the body of a request. The JSON is checked and
 * handed on as it came, so that no digit of a number is lost.
 */
final class OrchestrationInput {

	/**
	 * What the JavaScript client sends when there is no input.
	 */
	private static final String EMPTY_STRING = "\"\"";

	private static final MediaType ANY_JSON = new MediaType("application", "*+json");

	private OrchestrationInput() {
	}

	/**
	 * Read the input.
	 * @param request the request
	 * @param orchestrator the orchestrator that it is for
	 * @return a value that is serialised to the same JSON, or {@code null} for no input
	 * @throws IOException if the body cannot be read
	 * @throws ProblemException if the body is not JSON
	 */
	static @Nullable Object read(HttpServletRequest request, OrchestratorFunction orchestrator) throws IOException {
		byte[] body = request.getInputStream().readAllBytes();
		if (body.length == 0 && request.getContentLengthLong() <= 0) {
			return null;
		}
		requireJson(request.getContentType());
		String json = decode(body).strip();
		if (json.isEmpty()) {
			return null;
		}
		check(json);
		boolean absent = json.equals("null") || (json.equals(EMPTY_STRING) && !takesString(orchestrator));
		return absent ? null : new RawValue(json);
	}

	private static void requireJson(@Nullable String contentType) {
		if (contentType == null || !isJson(contentType)) {
			throw new ProblemException(Problem.of(ProblemType.UNSUPPORTED_MEDIA_TYPE,
					"Only application/json request content is supported, in UTF-8. The content type was: "
							+ ((contentType != null) ? contentType : "none")));
		}
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

	private static String decode(byte[] body) {
		try {
			String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
			return text.startsWith("\uFEFF") ? text.substring(1) : text;
		}
		catch (CharacterCodingException ex) {
			throw new ProblemException(
					Problem.of(ProblemType.INVALID_JSON, "Invalid JSON content: it is not valid UTF-8"));
		}
	}

	private static void check(String json) {
		try {
			ApiJson.check(json);
		}
		catch (JacksonException ex) {
			throw new ProblemException(
					Problem.of(ProblemType.INVALID_JSON, "Invalid JSON content: " + ex.getOriginalMessage()));
		}
	}

	private static boolean takesString(OrchestratorFunction orchestrator) {
		Type type = (orchestrator.method() != null) ? orchestrator.method().inputType() : null;
		return type == String.class || type == CharSequence.class;
	}

}
