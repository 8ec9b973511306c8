package io.durable.worker.instance;

/**
 * What an instance is doing.
 */
enum Phase {

	/**
	 * Nothing: it waits for a delivery.
	 */
	IDLE,

	/**
	 * It waits for a thread, or for its next try.
	 */
	QUEUED,

	/**
	 * Its turn is computed or committed.
	 */
	WORKING,

	/**
	 * The thread that stays with it unwinds, or there was none.
	 */
	EVICTING

}
