package io.durable.worker.instance;

import io.durable.store.InboxMessage;
import io.durable.store.lease.PartitionLease;
import io.durable.worker.turn.Turn;

/**
 * Where an instance lives: its partition, as far as the instance must know.
 */
public interface InstanceHome {

	PartitionLease lease();

	/**
	 * Take a message that a turn has read itself, unless it is on its way already.
	 * @param message the message
	 * @return {@code false} if it is delivered by another way
	 */
	boolean claim(InboxMessage message);

	/**
	 * A turn is committed: what it consumed need not be kept from being delivered again
	 * any longer.
	 * @param turn the turn
	 */
	void committed(Turn turn);

	/**
	 * A turn is dropped: what it took from the store is to be read again. The instance
	 * gets no other message before.
	 * @param slot the instance
	 * @param turn the turn
	 */
	void dropped(InstanceSlot slot, Turn turn);

	/**
	 * The partition is no longer ours.
	 */
	void lost();

	/**
	 * The instance has something to do, or has nothing to do any more. Called with the
	 * instance's lock.
	 * @param slot the instance
	 * @param busy whether it has
	 */
	void busy(InstanceSlot slot, boolean busy);

	/**
	 * There is room in the mailbox again, after something found none.
	 * @param slot the instance
	 */
	void hasRoom(InstanceSlot slot);

	/**
	 * The instance may have nothing in memory any more, so that it can be forgotten.
	 * @param slot the instance
	 */
	void mayForget(InstanceSlot slot);

}
