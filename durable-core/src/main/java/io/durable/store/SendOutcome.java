package io.durable.store;

/**
 * What became of a message that a client sends.
 */
public enum SendOutcome {

	/**
	 * It is sent, or one with the same event ID was sent before.
	 */
	SENT,

	/**
	 * The instance is unknown or has ended: nothing was sent.
	 */
	NOT_OPEN,

	/**
	 * The instance has as many unread events as it may have: nothing was sent.
	 */
	INBOX_FULL

}
