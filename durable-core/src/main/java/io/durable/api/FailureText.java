package io.durable.api;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * What an exception says of itself, in texts of bounded length. An exception is foreign
 * code: each of its methods may throw.
 */
final class FailureText {

	/**
	 * Longest text that is kept, in characters.
	 */
	static final int MAX_LENGTH = 8192;

	// Of failures within failures
	private static final int MAX_DEPTH = 3;

	private static final Pattern CUT = Pattern.compile("… \\((\\d+) more characters\\)$");

	private FailureText() {
	}

	/**
	 * Cut a text, visibly.
	 * @param text the text, perhaps one that was cut before
	 * @param maxLength the greatest length
	 * @return a text that is not longer
	 */
	static String cut(String text, int maxLength) {
		if (text.length() <= maxLength) {
			return text;
		}
		Matcher before = CUT.matcher(text);
		long missing = 0;
		int length = text.length();
		// Only the end is looked at: the text may be very long
		if (before.region(Math.max(0, length - 64), length).find() && before.group(1).length() < 18) {
			missing = Long.parseLong(before.group(1));
			length = before.start();
		}
		String longest = "… (%d more characters)".formatted(missing + length);
		int end = Math.max(0, Math.min(length, maxLength - longest.length()));
		if (end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
			end--;
		}
		return text.substring(0, end) + "… (%d more characters)".formatted(missing + length - end);
	}

	/**
	 * Return the message, of several failures at once with those of all of them.
	 * @param exception the exception
	 * @return the text
	 */
	static String message(Throwable exception) {
		return message(exception, 0);
	}

	private static String message(Throwable exception, int depth) {
		try {
			String message = exception.getMessage();
			StringBuilder text = new StringBuilder((message != null) ? cut(message, MAX_LENGTH) : "");
			if (exception instanceof CompositeTaskFailedException composite && depth < MAX_DEPTH) {
				composite.getExceptions().forEach((member) -> append(text, "\n- ", member, depth + 1));
			}
			return text.toString();
		}
		catch (Throwable ex) {
			return "(its message cannot be read: " + ex.getClass().getName() + ")";
		}
	}

	private static void append(StringBuilder text, String prefix, Throwable other, int depth) {
		if (text.length() <= MAX_LENGTH) {
			text.append(prefix).append(other.getClass().getName()).append(": ").append(message(other, depth));
		}
	}

	/**
	 * Write the stack trace, and the exceptions that were suppressed.
	 * @param exception the exception
	 * @return the text
	 */
	static String trace(Throwable exception) {
		StringBuilder text = new StringBuilder();
		Throwable[] suppressed = exception.getSuppressed();
		int bound = (suppressed.length > 0) ? MAX_LENGTH / 2 : MAX_LENGTH;
		try {
			for (StackTraceElement element : exception.getStackTrace()) {
				if (text.length() > bound) {
					break;
				}
				text.append("\tat ").append(element).append('\n');
			}
		}
		catch (Throwable ex) {
			text.append("\t(its stack trace cannot be read: ").append(ex.getClass().getName()).append(")\n");
		}
		for (Throwable other : suppressed) {
			append(text, "\tSuppressed: ", other, 1);
			text.append((text.length() <= MAX_LENGTH) ? "\n" : "");
		}
		return text.toString();
	}

	static @Nullable Throwable cause(Throwable exception) {
		try {
			return exception.getCause();
		}
		catch (Throwable ex) {
			return null;
		}
	}

}
