package io.durable.spring.boot.security;

import java.util.Locale;

/**
 * What a caller from outside wants to do with an instance.
 */
public enum InstanceOperation {

	/**
	 * See its status, history, input and output, alone or in a list.
	 */
	READ,

	/**
	 * Start an orchestration, or replace an instance that has ended.
	 */
	START,

	/**
	 * Send it an external event.
	 */
	RAISE_EVENT,

	/**
	 * End it.
	 */
	TERMINATE,

	/**
	 * Make it pause.
	 */
	SUSPEND,

	/**
	 * Let it go on.
	 */
	RESUME,

	/**
	 * Start the same once more.
	 */
	RESTART,

	/**
	 * Take it back to before its failure.
	 */
	REWIND,

	/**
	 * Delete it.
	 */
	PURGE;

	/**
	 * Return whether this changes nothing.
	 * @return {@code true} for {@link #READ}
	 */
	public boolean isRead() {
		return this == READ;
	}

	/**
	 * Return the name in messages and in the audit log.
	 * @return the name, such as {@code raise-event}
	 */
	public String text() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
