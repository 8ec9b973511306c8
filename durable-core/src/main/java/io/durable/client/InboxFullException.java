package io.durable.client;

/**
 * An instance has as many unread external events as it may have. Nothing was sent; the
 * call can be repeated when the instance has read some of them.
 */
public class InboxFullException extends RuntimeException {

	private final String instanceId;

	public InboxFullException(String instanceId) {
		super(("The instance with ID '%s' has too many external events that it has not read. Send it again later, or "
				+ "look why it does not read them: it may be suspended, parked, or wait for events of another name.")
			.formatted(instanceId));
		this.instanceId = instanceId;
	}

	public String getInstanceId() {
		return this.instanceId;
	}

}
