package io.durable.store;

import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Which messages to read, and how many.
 *
 * @param partitions the partitions to read
 * @param afterId read messages with a greater ID only
 * @param limit the greatest number to return
 * @param maxBytes how much the payloads of all messages together may take, estimated at
 * two bytes a character; the first message is returned however large it is
 * @param selection which kinds of messages to read
 * @param instanceId read messages to this instance only, or {@code null} for all
 */
public record InboxRead(Collection<Integer> partitions, long afterId, int limit, long maxBytes, Selection selection,
		@Nullable String instanceId) {

	/**
	 * Read all messages.
	 * @param partitions the partitions to read
	 * @param afterId read messages with a greater ID only
	 * @param limit the greatest number to return
	 * @param maxBytes how much the payloads may take
	 * @return what to read
	 */
	public static InboxRead all(Collection<Integer> partitions, long afterId, int limit, long maxBytes) {
		return new InboxRead(partitions, afterId, limit, maxBytes, Selection.ALL, null);
	}

	/**
	 * Read the requests to terminate, suspend and resume, past all other messages.
	 * @param partitions the partitions to read
	 * @param afterId read messages with a greater ID only
	 * @param limit the greatest number to return
	 * @param maxBytes how much the payloads may take
	 * @return what to read
	 */
	public static InboxRead control(Collection<Integer> partitions, long afterId, int limit, long maxBytes) {
		return new InboxRead(partitions, afterId, limit, maxBytes, Selection.CONTROL, null);
	}

	/**
	 * Read the messages to one instance, past those to others.
	 * @param partition the partition of the instance
	 * @param instanceId the instance ID
	 * @param afterId read messages with a greater ID only
	 * @param limit the greatest number to return
	 * @param maxBytes how much the payloads may take
	 * @return what to read
	 */
	public static InboxRead of(int partition, String instanceId, long afterId, int limit, long maxBytes) {
		return new InboxRead(List.of(partition), afterId, limit, maxBytes, Selection.ALL, instanceId);
	}

	/**
	 * Read the requests to rewind an instance, past all other messages.
	 * @param partition the partition of the instance
	 * @param instanceId the instance ID
	 * @return what to read
	 */
	public static InboxRead rewind(int partition, String instanceId) {
		return new InboxRead(List.of(partition), 0, 1, Long.MAX_VALUE, Selection.REWIND, instanceId);
	}

	/**
	 * Kinds of messages.
	 */
	public enum Selection {

		/**
		 * Every message.
		 */
		ALL,

		/**
		 * Only requests to terminate, suspend and resume: they are few and must get past
		 * a backlog.
		 */
		CONTROL,

		/**
		 * Only requests to rewind one instance.
		 */
		REWIND

	}

}
