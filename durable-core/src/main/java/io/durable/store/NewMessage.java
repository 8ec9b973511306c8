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
 */
public record NewMessage(int partition, String instanceId, @Nullable UUID executionId, @Nullable HistoryEvent event) {

}
