package io.durable.store;

import java.util.UUID;

import io.durable.history.HistoryEvent;
import org.jspecify.annotations.Nullable;

/**
 * A message that is to be sent.
 *
 * @param partition the partition of the receiver
 * @param instanceId the receiver
 * @param executionId the execution that it is meant for, or {@code null} for whichever
 * incarnation is open; then the store looks its ID up and drops the message if there is
 * none
 * @param event the event, or {@code null} for a message that only asks for a turn
 * @param incarnationId the incarnation that a message to no execution is meant for, and
 * for no other that has the instance ID, or {@code null}
 */
public record NewMessage(int partition, String instanceId, @Nullable UUID executionId, @Nullable HistoryEvent event,
		@Nullable UUID incarnationId) {

	public NewMessage(int partition, String instanceId, @Nullable UUID executionId, @Nullable HistoryEvent event) {
		this(partition, instanceId, executionId, event, null);
	}

	/**
	 * Return whether the sender knows for whom the message is, so that nothing needs to
	 * be looked up.
	 * @return {@code true} if it names an execution or an incarnation
	 */
	public boolean isAddressed() {
		return this.executionId != null || this.incarnationId != null;
	}

}
