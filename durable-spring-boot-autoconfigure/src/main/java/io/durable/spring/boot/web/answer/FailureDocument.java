package io.durable.spring.boot.web.answer;

import java.util.LinkedHashMap;
import java.util.Map;

import io.durable.api.FailureDetails;

/**
 * A failure as it stands in the history, with the field names of Durable Functions.
 */
public final class FailureDocument {

	private FailureDocument() {
	}

	public static Map<String, Object> of(FailureDetails failure) {
		Map<String, Object> fields = new LinkedHashMap<>();
		fields.put("ErrorType", failure.getErrorType());
		fields.put("ErrorMessage", failure.getErrorMessage());
		if (failure.getStackTrace() != null) {
			fields.put("StackTrace", failure.getStackTrace());
		}
		if (failure.getInnerFailure() != null) {
			fields.put("InnerFailure", of(failure.getInnerFailure()));
		}
		fields.put("IsNonRetriable", failure.isNonRetriable());
		if (!failure.getProperties().isEmpty()) {
			fields.put("Properties", failure.getProperties());
		}
		return fields;
	}

}
