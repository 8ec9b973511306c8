package io.durable.worker.partition;

import java.util.HashMap;
import java.util.Map;

/**
 * Instances some of whose messages were left in the store, since their mailbox was full
 * or a turn of theirs was dropped. They get no other message before these were read: that
 * keeps the order. Not thread-safe: the partition guards it.
 */
final class LeftBehind {

	private final Map<String, Entry> entries = new HashMap<>();

	boolean contains(String instanceId) {
		return this.entries.containsKey(instanceId);
	}

	/**
	 * Leave a message in the store.
	 * @param instanceId the receiver
	 * @param messageId the message
	 */
	void leave(String instanceId, long messageId) {
		Entry entry = this.entries.computeIfAbsent(instanceId, (id) -> new Entry());
		entry.after = Math.min(entry.after, messageId - 1);
	}

	/**
	 * Read all messages of an instance again, as soon as possible.
	 * @param instanceId the instance
	 */
	void readAll(String instanceId) {
		leave(instanceId, 1);
		ready(instanceId);
	}

	/**
	 * An instance can take messages now.
	 * @param instanceId the instance
	 */
	void ready(String instanceId) {
		Entry entry = this.entries.get(instanceId);
		if (entry != null) {
			entry.ready = true;
		}
	}

	boolean isReady(String instanceId) {
		Entry entry = this.entries.get(instanceId);
		return entry != null && entry.ready;
	}

	boolean hasReady() {
		return this.entries.values().stream().anyMatch((entry) -> entry.ready);
	}

	/**
	 * Begin to read the messages of the instances that can take some.
	 * @return the instances, with the message after which to read
	 */
	Map<String, Long> begin() {
		Map<String, Long> ready = new HashMap<>();
		this.entries.forEach((instanceId, entry) -> {
			if (entry.ready) {
				ready.put(instanceId, entry.after);
			}
		});
		// Afterwards, so that none is lost if there is no memory for the list
		for (Entry entry : this.entries.values()) {
			if (entry.ready) {
				entry.ready = false;
				// What is left from now on counts anew
				entry.after = Long.MAX_VALUE;
			}
		}
		return ready;
	}

	/**
	 * All messages of an instance were read.
	 * @param instanceId the instance
	 * @return whether some have come meanwhile, so that it is to be read again
	 */
	boolean complete(String instanceId) {
		Entry entry = this.entries.get(instanceId);
		if (entry == null) {
			return false;
		}
		if (entry.after == Long.MAX_VALUE) {
			this.entries.remove(instanceId);
			return false;
		}
		entry.ready = true;
		return true;
	}

	/**
	 * Return whether messages were left that come before one.
	 * @param instanceId the receiver
	 * @param messageId the message
	 * @return {@code true} if it would overtake them
	 */
	boolean hasBefore(String instanceId, long messageId) {
		Entry entry = this.entries.get(instanceId);
		return entry != null && entry.after < messageId - 1;
	}

	/**
	 * Go on later with the messages of an instance.
	 * @param instanceId the instance
	 * @param after the last message that was delivered
	 */
	void goOnAfter(String instanceId, long after) {
		leave(instanceId, after + 1);
		ready(instanceId);
	}

	private static final class Entry {

		private long after = Long.MAX_VALUE;

		private boolean ready;

	}

}
