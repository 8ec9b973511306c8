package io.durable.store;

import java.util.List;

/**
 * A task hub in storage: instances, their histories and the messages to them.
 * Thread-safe.
 */
public interface TaskHubStore extends AutoCloseable {

	/**
	 * Describe the store.
	 * @return what the start-up line shows and the engine must know
	 */
	TaskHubDescription description();

	/**
	 * Return the part that clients use.
	 * @return the client part
	 */
	ClientStore client();

	/**
	 * Return the part that the owner of partitions uses.
	 * @return the worker part
	 */
	WorkerStore worker();

	/**
	 * Return the part that decides who owns which partition.
	 * @return the leases
	 */
	PartitionLeases leases();

	/**
	 * Name the listener that hears, in this process, of messages whose transaction has
	 * committed. It saves the wait for the next poll; progress does not depend on it.
	 * @param listener the listener, which must return quickly; replaces an earlier one
	 */
	void setMessageListener(MessageListener listener);

	/**
	 * Release what the store itself holds. The database connection pool is not its own.
	 */
	@Override
	void close();

	/**
	 * Hears of committed messages.
	 */
	@FunctionalInterface
	interface MessageListener {

		/**
		 * Called after the commit, on any thread.
		 * @param messages the messages, in the order of their IDs for each instance
		 */
		void onMessages(List<InboxMessage> messages);

	}

}
