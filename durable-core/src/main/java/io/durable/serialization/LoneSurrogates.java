package io.durable.serialization;

/**
 * Escapes surrogates without a partner in JSON text: no database can store them, JSON's
 * own escapes can.
 */
final class LoneSurrogates {

	private LoneSurrogates() {
	}

	static String escape(String json) {
		int first = find(json, 0);
		if (first < 0) {
			return json;
		}
		StringBuilder text = new StringBuilder(json.length() + 16);
		int from = 0;
		for (int at = first; at >= 0; at = find(json, from)) {
			text.append(json, from, at).append("\\u%04x".formatted((int) json.charAt(at)));
			from = at + 1;
		}
		return text.append(json, from, json.length()).toString();
	}

	private static int find(String json, int from) {
		for (int i = from; i < json.length(); i++) {
			char c = json.charAt(i);
			if (Character.isSurrogate(c)) {
				if (Character.isHighSurrogate(c) && i + 1 < json.length()
						&& Character.isLowSurrogate(json.charAt(i + 1))) {
					i++;
				}
				else {
					return i;
				}
			}
		}
		return -1;
	}

}
