package io.durable.api;

import org.jspecify.annotations.Nullable;

/**
 * Which versions of orchestrations a node runs. As in Durable Functions, the version of
 * an instance is fixed when it is started.
 *
 * @param version the version of this node's code, or {@code null} if it has none
 * @param defaultVersion the version of instances that this node starts without naming
 * one, also of sub-orchestrations, or {@code null} for none
 * @param matchStrategy which versions this node runs
 * @param failureStrategy what it does with the others
 */
public record Versioning(@Nullable String version, @Nullable String defaultVersion, MatchStrategy matchStrategy,
		FailureStrategy failureStrategy) {

	/**
	 * No versions: everything is run.
	 */
	public static final Versioning NONE = new Versioning(null, null, MatchStrategy.NONE, FailureStrategy.REJECT);

	public Versioning {
		Names.checkVersion(version);
		Names.checkVersion(defaultVersion);
	}

	/**
	 * Return whether this node may run an instance.
	 * @param instanceVersion the version of the instance, or {@code null}
	 * @return {@code true} if it may
	 */
	public boolean accepts(@Nullable String instanceVersion) {
		return switch (this.matchStrategy) {
			case NONE -> true;
			case STRICT -> compare(instanceVersion, this.version) == 0;
			case CURRENT_OR_OLDER -> compare(instanceVersion, this.version) <= 0;
		};
	}

	/**
	 * Compare two versions: none is older than any; numbers separated by dots are
	 * compared number by number, a missing one counting as zero; anything else as text
	 * without regard to case.
	 * @param first a version, or {@code null}
	 * @param second another version, or {@code null}
	 * @return less than zero, zero or more than zero
	 */
	public static int compare(@Nullable String first, @Nullable String second) {
		String left = (first != null) ? first.trim() : "";
		String right = (second != null) ? second.trim() : "";
		if (left.isEmpty() || right.isEmpty()) {
			return Boolean.compare(right.isEmpty(), left.isEmpty());
		}
		if (isNumeric(left) && isNumeric(right)) {
			return compareNumbers(left.split("\\."), right.split("\\."));
		}
		return left.compareToIgnoreCase(right);
	}

	private static boolean isNumeric(String version) {
		return version.matches("[0-9]{1,9}(\\.[0-9]{1,9})*");
	}

	private static int compareNumbers(String[] first, String[] second) {
		for (int i = 0; i < Math.max(first.length, second.length); i++) {
			int left = (i < first.length) ? Integer.parseInt(first[i]) : 0;
			int right = (i < second.length) ? Integer.parseInt(second[i]) : 0;
			if (left != right) {
				return Integer.compare(left, right);
			}
		}
		return 0;
	}

	/**
	 * Which versions a node runs.
	 */
	public enum MatchStrategy {

		/**
		 * All.
		 */
		NONE,

		/**
		 * Only its own.
		 */
		STRICT,

		/**
		 * Its own and older ones.
		 */
		CURRENT_OR_OLDER

	}

	/**
	 * What a node does with an instance whose version it does not run.
	 */
	public enum FailureStrategy {

		/**
		 * Leave it, parked, to a node that does.
		 */
		REJECT,

		/**
		 * Let it fail.
		 */
		FAIL

	}

}
