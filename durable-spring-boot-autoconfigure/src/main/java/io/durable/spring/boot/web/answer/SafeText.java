package io.durable.spring.boot.web.answer;

/**
 * Text that cannot pretend to be something else where people read it, such as in a log or
 * a list of instances.
 */
public final class SafeText {

	private SafeText() {
	}

	/**
	 * Look for characters that do harm.
	 * @param text the text
	 * @return whether there is a control character, one that changes the direction of
	 * writing, or half a surrogate pair
	 */
	public static boolean isUnsafe(String text) {
		return text.codePoints()
			.anyMatch((c) -> Character.isISOControl(c) || isBidirectionalControl(c)
					|| (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE));
	}

	private static boolean isBidirectionalControl(int c) {
		return c == 0x061c || c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e)
				|| (c >= 0x2066 && c <= 0x2069);
	}

	/**
	 * Write text so that it stays on its line and in its place.
	 * @param text the text
	 * @return the text in quotes, with escapes for all that is not plainly visible
	 */
	public static String quote(String text) {
		StringBuilder quoted = new StringBuilder("\"");
		text.chars().forEach((c) -> {
			if (c == '"' || c == '\\') {
				quoted.append('\\').append((char) c);
			}
			else if (isVisible(c)) {
				quoted.append((char) c);
			}
			else {
				quoted.append("\\u%04x".formatted(c));
			}
		});
		return quoted.append('"').toString();
	}

	private static boolean isVisible(int c) {
		return switch (Character.getType(c)) {
			case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR,
					Character.PRIVATE_USE, Character.SURROGATE, Character.UNASSIGNED ->
				false;
			default -> true;
		};
	}

}
