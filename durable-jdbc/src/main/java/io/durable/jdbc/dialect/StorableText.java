package io.durable.jdbc.dialect;

import org.jspecify.annotations.Nullable;

/**
 * Makes a text one that every database stores.
 */
public final class StorableText {

	/**
	 * The greatest length of what is said of a failure.
	 */
	public static final int SHORT = 250;

	private static final int REPLACEMENT = 0xFFFD;

	private StorableText() {
	}

	/**
	 * Replace what cannot be stored: the character zero and half characters.
	 * @param text the text
	 * @return a text that can be stored
	 */
	public static @Nullable String of(@Nullable String text) {
		return (text != null) ? of(text, text.length()) : null;
	}

	/**
	 * Replace what cannot be stored, and shorten.
	 * @param text the text
	 * @param length the greatest number of characters
	 * @return a text that can be stored
	 */
	public static String of(String text, int length) {
		StringBuilder storable = new StringBuilder();
		text.codePoints()
			.limit(length)
			.map((codePoint) -> isStorable(codePoint) ? codePoint : REPLACEMENT)
			.forEach(storable::appendCodePoint);
		return storable.toString();
	}

	private static boolean isStorable(int codePoint) {
		return codePoint != 0 && (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE);
	}

}
