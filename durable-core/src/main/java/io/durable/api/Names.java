package io.durable.api;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The rules for names, versions, tags and texts, for clients and orchestrators alike and
 * the same on every store: what these let through every database can store. For instance
 * IDs see {@link InstanceIds}.
 */
public final class Names {

	private static final int LONGEST_NAME = 500;

	private static final int LONGEST_TAG = 250;

	private static final int LONGEST_EVENT_ID = 250;

	// A lease holder is another after each start, which is told by what is added
	private static final int LONGEST_NODE_ID = 200;

	private Names() {
	}

	/**
	 * Check a name.
	 * @param kind what it is the name of
	 * @param name the name
	 * @return the name
	 * @throws IllegalArgumentException if it is missing, too long or cannot be stored
	 */
	public static String check(String kind, @Nullable String name) {
		if (name == null || name.isBlank()) {
			throw new IllegalArgumentException("The name of the %s is missing".formatted(kind));
		}
		return check("The name of the " + kind, name, LONGEST_NAME);
	}

	/**
	 * Check a version.
	 * @param version the version, or {@code null}
	 * @return the version
	 * @throws IllegalArgumentException if it is too long or cannot be stored
	 */
	public static @Nullable String checkVersion(@Nullable String version) {
		return (version != null) ? check("The version", version, LONGEST_NAME) : null;
	}

	/**
	 * Check the ID of a node.
	 * @param nodeId the ID
	 * @return the ID
	 * @throws IllegalArgumentException if it is missing, too long or cannot be stored
	 */
	public static String checkNodeId(String nodeId) {
		if (nodeId.isBlank()) {
			throw new IllegalArgumentException("The node ID is missing");
		}
		return check("The node ID", nodeId, LONGEST_NODE_ID);
	}

	/**
	 * Check tags.
	 * @param tags the tags
	 * @return an unmodifiable copy
	 * @throws IllegalArgumentException if one is too long or cannot be stored
	 */
	public static Map<String, String> checkTags(Map<String, String> tags) {
		tags.forEach((key, value) -> {
			if (key == null || value == null || key.isBlank() || key.length() > LONGEST_TAG
					|| value.length() > LONGEST_TAG) {
				throw new IllegalArgumentException(
						"A tag has a key of 1 to 250 characters and a value of at most 250: '"
								+ FailureText.cut(String.valueOf(key), LONGEST_TAG) + "'");
			}
			checkText("The key of a tag", key);
			checkText("The value of the tag '" + key + "'", value);
		});
		return Map.copyOf(tags);
	}

	/**
	 * Check an event ID.
	 * @param eventId the event ID, or {@code null}
	 * @throws IllegalArgumentException if it is empty, too long or cannot be stored
	 */
	public static void checkEventId(@Nullable String eventId) {
		if (eventId != null && (eventId.isBlank() || eventId.length() > LONGEST_EVENT_ID)) {
			throw new IllegalArgumentException(
					"An event ID has 1 to %d characters, not %d".formatted(LONGEST_EVENT_ID, eventId.length()));
		}
		if (eventId != null) {
			checkText("The event ID", eventId);
		}
	}

	/**
	 * Check a text that queries compare with names, IDs or tags.
	 * @param what names it, as the beginning of a sentence
	 * @param text the text, or {@code null}
	 * @return the text
	 * @throws IllegalArgumentException if nothing that is stored can be like it
	 */
	public static @Nullable String checkFilter(String what, @Nullable String text) {
		return (text != null) ? checkText(what, text) : null;
	}

	private static String check(String what, String text, int longest) {
		if (text.length() > longest) {
			throw new IllegalArgumentException(
					"%s has %d characters, but at most %d are allowed".formatted(what, text.length(), longest));
		}
		return checkText(what, text);
	}

	/**
	 * Check that every database can store a text.
	 * @param what names it, as the beginning of a sentence
	 * @param text the text
	 * @return the text
	 * @throws IllegalArgumentException if it has characters that not every database
	 * stores
	 */
	public static String checkText(String what, String text) {
		if (!isStorable(text)) {
			throw new IllegalArgumentException(
					what + " contains the character U+0000 or half of a surrogate pair, which cannot be stored");
		}
		return text;
	}

	/**
	 * Return whether every database can store a text.
	 * @param text the text
	 * @return {@code false} if it contains U+0000 or a surrogate without its partner
	 */
	public static boolean isStorable(String text) {
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (c == 0) {
				return false;
			}
			if (Character.isSurrogate(c)) {
				boolean pair = Character.isHighSurrogate(c) && i + 1 < text.length()
						&& Character.isLowSurrogate(text.charAt(i + 1));
				if (!pair) {
					return false;
				}
				i++;
			}
		}
		return true;
	}

}
