package io.durable.model;

import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Names in upper and lower case.
 */
final class Cases {

	private Cases() {
	}

	static String any(String name, SplittableRandom random) {
		StringBuilder text = new StringBuilder();
		for (char c : name.toCharArray()) {
			String letter = String.valueOf(c);
			text.append(random.nextBoolean() ? letter.toUpperCase(Locale.ROOT) : letter.toLowerCase(Locale.ROOT));
		}
		return text.toString();
	}

}
