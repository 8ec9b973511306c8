package io.durable.worker.partition;

import io.durable.worker.turn.Turn;

/**
 * What a partition tells those above it. Called with or without locks: implementations
 * return at once and call nothing back.
 */
public interface PartitionEvents {

	/**
	 * The store says that another node owns it.
	 * @param partition the partition
	 */
	void lost(Partition partition);

	/**
	 * It is given up, and with it all that was on its way.
	 * @param partition the partition
	 */
	void released(Partition partition);

	/**
	 * It can be handed over.
	 * @param partition the partition
	 */
	void closed(Partition partition);

	/**
	 * Messages that were left behind can be read now.
	 * @param partition the partition
	 */
	void leftBehind(Partition partition);

	/**
	 * A turn was dropped: its timers and messages are to be read again.
	 * @param partition the partition
	 * @param turn the turn
	 */
	void dropped(Partition partition, Turn turn);

}
