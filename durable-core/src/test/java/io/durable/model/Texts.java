package io.durable.model;

import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.durable.api.CompositeTaskFailedException;
import io.durable.api.FailureDetails;
import io.durable.api.TaskCanceledException;
import io.durable.api.TaskFailedException;

/**
 * Failures as text, without what a reference cannot know.
 */
final class Texts {

	private static final Pattern TASK_ID = Pattern.compile("\\(#-?\\d+\\)");

	private Texts() {
	}

	static String of(Exception failure) {
		if (failure instanceof TaskCanceledException) {
			return "canceled(" + failure.getMessage() + ")";
		}
		if (failure instanceof TaskFailedException failed) {
			return "failed(" + failed.getTaskName() + ": " + of(failed.getErrorDetails()) + ")";
		}
		if (failure instanceof CompositeTaskFailedException composite) {
			return "composite" + composite.getExceptions().stream().map(Texts::of).collect(Collectors.toList());
		}
		return failure.getClass().getName() + "(" + failure.getMessage() + ")";
	}

	static String of(FailureDetails failure) {
		String inner = (failure.getInnerFailure() != null) ? " < " + of(failure.getInnerFailure()) : "";
		return failure.getErrorType() + (failure.isNonRetriable() ? "!" : "") + " "
				+ TASK_ID.matcher(failure.getErrorMessage()).replaceAll("(#)") + inner;
	}

}
