package io.durable.api;

import java.util.UUID;

/**
 * The rule for instance IDs: 1 to 100 UTF-16 units of any Unicode, without characters
 * that would not survive a URL, a log line or a database. Those that begin with {@code @}
 * belong to entities.
 */
public final class InstanceIds {

	private static final int MAX_LENGTH = 100;

	private InstanceIds() {
	}

	/**
	 * Create an ID.
	 * @return 32 hexadecimal digits
	 */
	public static String generate() {
		return UUID.randomUUID().toString().replace("-", "");
	}

	/**
	 * Check an ID.
	 * @param instanceId the ID
	 * @return the ID
	 * @throws InvalidInstanceIdException if it breaks the rule; the message says how
	 */
	public static String check(String instanceId) {
		if (instanceId.isEmpty()) {
			throw new InvalidInstanceIdException("Orchestration instance ids must not be empty.");
		}
		if (instanceId.startsWith("@")) {
			throw new InvalidInstanceIdException("Orchestration instance ids must not start with @.");
		}
		if (instanceId.length() > MAX_LENGTH) {
			throw new InvalidInstanceIdException("Instance ID lengths must not exceed 100 characters.");
		}
		if (instanceId.chars().anyMatch(InstanceIds::isForbidden)) {
			throw new InvalidInstanceIdException(
					"Orchestration instance ids must not contain /, \\, #, ?, or control characters.");
		}
		if (hasLoneSurrogate(instanceId)) {
			throw new InvalidInstanceIdException("Orchestration instance ids must not contain lone surrogates.");
		}
		return instanceId;
	}

	private static boolean isForbidden(int c) {
		return c == '/' || c == '\\' || c == '#' || c == '?' || Character.isISOControl(c);
	}

	private static boolean hasLoneSurrogate(String text) {
		return text.codePoints().anyMatch((c) -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
	}

}
