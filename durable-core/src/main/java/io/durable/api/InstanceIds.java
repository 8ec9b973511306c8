package io.durable.api;

import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The rule for instance IDs: 1 to 100 UTF-16 units of any Unicode, without characters
 * that would not survive a URL, a log line or a database. Those that begin with {@code @}
 * belong to entities.
 */
public final class InstanceIds {

	private static final int MAX_LENGTH = 100;

	private static final Pattern DERIVED = Pattern.compile("[0-9a-fA-F]{32}:[0-9a-fA-F]{1,8}");

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

	/**
	 * Check an ID that a client or an orchestrator gives to a new instance. Those that
	 * the engine derives for sub-orchestrations are not to be given: the callers of these
	 * would find them taken.
	 * @param instanceId the ID
	 * @return the ID
	 * @throws InvalidInstanceIdException if it breaks the rule; the message says how
	 */
	public static String checkNew(String instanceId) {
		if (DERIVED.matcher(instanceId).matches()) {
			throw new InvalidInstanceIdException(
					"Orchestration instance ids of 32 hexadecimal digits, a colon and a hexadecimal number are "
							+ "reserved for sub-orchestrations.");
		}
		return check(instanceId);
	}

	private static boolean isForbidden(int c) {
		return c == '/' || c == '\\' || c == '#' || c == '?' || Character.isISOControl(c);
	}

	private static boolean hasLoneSurrogate(String text) {
		return text.codePoints().anyMatch((c) -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
	}

}
