package io.durable.api;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bounds that keep one instance from harming the others. They are checked before anything
 * is stored.
 *
 * @param payloadBytes the greatest size of one payload, in bytes of UTF-8
 * @param payloadWarnBytes the size of a payload from which a warning is logged
 * @param historyBytes the greatest size of the history of one execution: an instance that
 * would exceed it is parked
 * @param historyWarnBytes the size of a history from which a warning is logged
 * @param historyEvents the greatest number of events in the history of one execution: an
 * instance that would exceed it is parked
 * @param historyWarnEvents the number of events from which a warning is logged
 * @param openTasks the greatest number of activities and sub-orchestrations that one
 * instance may have under way: one that would exceed it is parked
 * @param actionsPerTurn the greatest number of actions between two waits: an instance
 * that exceeds it is parked
 * @param unreadEvents how many external events may wait for one instance before clients
 * are refused
 * @param customStatusBytes the greatest size of a custom status, in bytes of UTF-16, as
 * in Durable Functions
 * @param queryPage the greatest number of instances on one page of a query
 * @param queryPageBytes how much a page of a query may hold, in bytes of what is stored;
 * one instance always finds room
 */
public record Limits(int payloadBytes, int payloadWarnBytes, long historyBytes, long historyWarnBytes,
		int historyEvents, int historyWarnEvents, int openTasks, int actionsPerTurn, int unreadEvents,
		int customStatusBytes, int queryPage, long queryPageBytes) {

	private static final Logger logger = LoggerFactory.getLogger(Limits.class);

	private static final int KIB = 1024;

	private static final int MIB = 1024 * KIB;

	private static final long QUERY_PAGE = 4L * MIB;

	// Enough to see what has failed
	private static final int LEAST_FAILURE = 4096;

	public Limits {
		long least = Math.min(Math.min(Math.min(payloadBytes, payloadWarnBytes), Math.min(historyEvents, openTasks)),
				Math.min(Math.min(actionsPerTurn, unreadEvents), Math.min(customStatusBytes, queryPage)));
		if (least < 1 || historyBytes < 1 || historyWarnBytes < 1 || historyWarnEvents < 1 || queryPageBytes < 1) {
			throw new IllegalArgumentException("Every limit must be at least 1");
		}
	}

	/**
	 * Create limits with the usual size of a page in bytes.
	 * @param payloadBytes the greatest size of one payload
	 * @param payloadWarnBytes the size of a payload from which a warning is logged
	 * @param historyBytes the greatest size of a history
	 * @param historyWarnBytes the size of a history from which a warning is logged
	 * @param historyEvents the greatest number of events in a history
	 * @param historyWarnEvents the number of events from which a warning is logged
	 * @param openTasks the greatest number of tasks under way
	 * @param actionsPerTurn the greatest number of actions between two waits
	 * @param unreadEvents how many external events may wait
	 * @param customStatusBytes the greatest size of a custom status
	 * @param queryPage the greatest number of instances on a page
	 */
	public Limits(int payloadBytes, int payloadWarnBytes, long historyBytes, long historyWarnBytes, int historyEvents,
			int historyWarnEvents, int openTasks, int actionsPerTurn, int unreadEvents, int customStatusBytes,
			int queryPage) {
		this(payloadBytes, payloadWarnBytes, historyBytes, historyWarnBytes, historyEvents, historyWarnEvents,
				openTasks, actionsPerTurn, unreadEvents, customStatusBytes, queryPage, QUERY_PAGE);
	}

	/**
	 * Return the defaults.
	 * @return limits that ordinary orchestrations do not reach
	 */
	public static Limits defaults() {
		return new Limits(2 * MIB, 256 * KIB, 50L * MIB, 10L * MIB, 51_200, 10_240, 100_000, 100_000, 10_000, 16 * KIB,
				500);
	}

	/**
	 * Check the size of a payload.
	 * @param what names it, as the beginning of a sentence
	 * @param payload the payload, or {@code null}
	 * @return the payload
	 * @throws PayloadTooLargeException if it is too large
	 * @throws IllegalArgumentException if not every database can store it
	 */
	public @Nullable String check(String what, @Nullable String payload) {
		if (payload != null) {
			Names.checkText(what, payload);
		}
		if (payload == null || payload.length() * 3L <= Math.min(this.payloadBytes, this.payloadWarnBytes)) {
			return payload;
		}
		long bytes = utf8Length(payload);
		if (bytes > this.payloadBytes) {
			throw new PayloadTooLargeException(what, bytes, this.payloadBytes,
					"Store the data elsewhere and pass a reference to it, or raise durable.limits.payload.");
		}
		if (bytes > this.payloadWarnBytes) {
			logger.warn("{} has {} bytes: everything that is passed on is stored and read again", what, bytes);
		}
		return payload;
	}

	/**
	 * Check the size of a custom status.
	 * @param status the status as it is stored, or {@code null}
	 * @return the status
	 * @throws PayloadTooLargeException if it is too large
	 * @throws IllegalArgumentException if not every database can store it
	 */
	public @Nullable String checkCustomStatus(@Nullable String status) {
		if (status != null) {
			Names.checkText("The custom status", status);
		}
		long bytes = (status != null) ? 2L * status.length() : 0;
		if (bytes > this.customStatusBytes) {
			throw new PayloadTooLargeException("The custom status, in UTF-16,", bytes, this.customStatusBytes,
					"It is for a few words on the progress; hand data on by activities and outputs.");
		}
		return status;
	}

	/**
	 * Return how much of a failure is kept: with all its causes not so much that a
	 * payload of that size would be warned of.
	 * @return the greatest number of characters
	 */
	int failureCharacters() {
		return Math.max(LEAST_FAILURE, Math.min(this.payloadWarnBytes / 4, this.payloadBytes / 3));
	}

	private static long utf8Length(String text) {
		long bytes = 0;
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			// Each half of a surrogate pair counts as two
			bytes += (c < 0x80) ? 1 : ((c < 0x800 || Character.isSurrogate(c)) ? 2 : 3);
		}
		return bytes;
	}

}
