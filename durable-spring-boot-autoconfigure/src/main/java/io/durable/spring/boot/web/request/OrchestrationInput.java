package io.durable.spring.boot.web.request;

import java.lang.reflect.Type;

import io.durable.function.FunctionRegistry.OrchestratorFunction;
import io.durable.spring.boot.web.answer.ProblemException;
import io.durable.spring.boot.web.answer.ProblemType;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.util.RawValue;

/**
 * Reads the input of an orchestration from the body of a request.
 */
public final class OrchestrationInput {

	/**
	 * What the JavaScript client sends when there is no input.
	 */
	public static final String EMPTY_STRING = "\"\"";

	private OrchestrationInput() {
	}

	/**
	 * Read the input.
	 * @param body the body of the request
	 * @param orchestrator the orchestrator that it is for
	 * @return a value that is serialised to the same JSON, or {@code null} for no input
	 * @throws ProblemException if the body is not JSON
	 */
	public static @Nullable Object read(RequestBody body, OrchestratorFunction orchestrator) {
		if (!body.isPresent()) {
			return null;
		}
		String json = body.requireJson(ProblemType.UNSUPPORTED_MEDIA_TYPE).json();
		boolean absent = json.isEmpty() || json.equals("null")
				|| (json.equals(EMPTY_STRING) && !takesString(orchestrator));
		return absent ? null : new RawValue(json);
	}

	private static boolean takesString(OrchestratorFunction orchestrator) {
		Type type = (orchestrator.method() != null) ? orchestrator.method().inputType() : null;
		return type == String.class || type == CharSequence.class;
	}

}
