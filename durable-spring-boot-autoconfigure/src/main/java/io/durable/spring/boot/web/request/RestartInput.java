package io.durable.spring.boot.web.request;

import io.durable.spring.boot.web.answer.ApiJson;
import io.durable.spring.boot.web.answer.ProblemException;
import io.durable.spring.boot.web.answer.ProblemType;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.util.RawValue;

/**
 * The new input of a restart. It stands in an object, so that it can be told from what
 * clients send as the body when they have nothing to say.
 *
 * @param isPresent whether there is a new input
 * @param value a value that is serialised to its JSON, or {@code null} for no input
 */
public record RestartInput(boolean isPresent, @Nullable Object value) {

	private static final RestartInput NONE = new RestartInput(false, null);

	/**
	 * Read the new input.
	 * @param body the body of the request
	 * @return the input
	 * @throws ProblemException if the body has another form
	 */
	public static RestartInput read(RequestBody body) {
		if (!body.isPresent()) {
			return NONE;
		}
		String json = body.requireJson(ProblemType.UNSUPPORTED_MEDIA_TYPE).json();
		if (json.isEmpty() || json.equals("null") || json.equals(OrchestrationInput.EMPTY_STRING)) {
			return NONE;
		}
		String input = ApiJson.onlyMember(json, "input");
		if (input == null) {
			throw RequestBody.invalid("the body of a restart is empty, or an object with the member 'input' only");
		}
		return new RestartInput(true, input.equals("null") ? null : new RawValue(input));
	}

}
