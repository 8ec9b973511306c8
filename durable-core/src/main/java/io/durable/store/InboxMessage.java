package io.durable.store;

import java.util.UUID;

import io.durable.history.HistoryEvent;
import org.jspecify.annotations.Nullable;

/**
 * A committed message to an instance.
 *
 * @param partition the partition of the instance
 * @param id the ID, which grows in the order in which messages to one instance were sent
 * @param instanceId the receiver
 * @param incarnationId the incarnation that it is meant for, or {@code null} if the
 * execution decides
 * @param executionId the execution that it is meant for, or {@code null} if the
 * incarnation decides
 * @param event the event, or {@code null} for a message that only asks for a turn
 * @param start for the start of an instance what its row holds, or {@code null}; the
 * event of such a message is an {@code ExecutionStarted} that says the same
 */
public record InboxMessage(int partition, long id, String instanceId, @Nullable UUID incarnationId,
		@Nullable UUID executionId, @Nullable HistoryEvent event, @Nullable StoredInstance start) {

}
