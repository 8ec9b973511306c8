package io.durable.api;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A failure and its causes, in bounds. Of too many causes those in the middle are left
 * out: the outermost say what has failed, the innermost why.
 */
final class FailureChain {

	/**
	 * How many failures are kept, the first one included.
	 */
	static final int MAX_LENGTH = 20;

	private static final int HEAD = 9;

	private static final int TAIL = MAX_LENGTH - HEAD - 2;

	private static final String OMITTED = "…";

	private static final Pattern OMITTED_MESSAGE = Pattern.compile("\\((\\d{1,9}) more causes\\)");

	private FailureChain() {
	}

	/**
	 * Return whether so many are before and after one that it is left out.
	 * @param index its place
	 * @param length the number of all
	 * @return {@code true} if it need not even be described
	 */
	static boolean isOmitted(int index, int length) {
		return index > HEAD && index < length - TAIL;
	}

	static FailureDetails omitted(int causes, @Nullable FailureDetails inner) {
		return new FailureDetails(OMITTED, "(%d more causes)".formatted(causes), null, false, inner, null);
	}

	/**
	 * Bound the causes of a failure.
	 * @param inner its cause
	 * @return the cause, or one with fewer causes
	 */
	static @Nullable FailureDetails bounded(@Nullable FailureDetails inner) {
		List<FailureDetails> parts = parts(inner);
		if (parts.size() < MAX_LENGTH) {
			return inner;
		}
		FailureDetails bounded = null;
		int omitted = 0;
		for (int i = parts.size() - 1; i >= 0; i--) {
			if (i >= HEAD && i < parts.size() - TAIL) {
				omitted += omittedBy(parts.get(i));
			}
			else {
				bounded = (omitted > 0) ? omitted(omitted, bounded) : bounded;
				omitted = 0;
				bounded = parts.get(i).withCause(bounded);
			}
		}
		return bounded;
	}

	private static int omittedBy(FailureDetails part) {
		Matcher matcher = OMITTED_MESSAGE.matcher(part.getErrorMessage());
		return (part.getErrorType().equals(OMITTED) && matcher.matches()) ? Integer.parseInt(matcher.group(1)) : 1;
	}

	/**
	 * Return a failure and its causes.
	 * @param failure the failure
	 * @return the failures, the outermost first
	 */
	static List<FailureDetails> parts(@Nullable FailureDetails failure) {
		List<FailureDetails> parts = new ArrayList<>();
		for (FailureDetails part = failure; part != null; part = part.getInnerFailure()) {
			parts.add(part);
		}
		return parts;
	}

	/**
	 * Cut the texts of a failure and of its causes until all together fit.
	 * @param failure the failure
	 * @param maxCharacters the greatest number of characters
	 * @return a failure that has not more
	 */
	static FailureDetails fit(FailureDetails failure, long maxCharacters) {
		FailureDetails fitting = failure;
		int maxText = FailureText.MAX_LENGTH;
		while (characters(fitting) > maxCharacters && maxText > 64) {
			maxText /= 2;
			List<FailureDetails> parts = parts(fitting);
			fitting = parts.get(parts.size() - 1).cut(maxText, null);
			for (int i = parts.size() - 2; i >= 0; i--) {
				fitting = parts.get(i).cut(maxText, fitting);
			}
		}
		return fitting;
	}

	private static long characters(FailureDetails failure) {
		return parts(failure).stream().mapToLong(FailureDetails::characters).sum();
	}

}
