package io.durable.jdbc;

import org.jspecify.annotations.Nullable;

/**
 * A stored event cannot be read: its type is unknown, or a column does not hold what it
 * should.
 */
public class UnreadableEventException extends RuntimeException {

	private final String instanceId;

	private final String eventType;

	UnreadableEventException(String instanceId, String eventType, @Nullable Throwable cause) {
		super("An event of type '" + eventType + "' of instance '" + instanceId
				+ "' cannot be read; was it written by a newer version?", cause);
		this.instanceId = instanceId;
		this.eventType = eventType;
	}

	/**
	 * Return the instance that the event belongs to.
	 * @return the instance ID
	 */
	public String getInstanceId() {
		return this.instanceId;
	}

	/**
	 * Return the type that was stored.
	 * @return the event type
	 */
	public String getEventType() {
		return this.eventType;
	}

}
