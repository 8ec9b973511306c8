package io.durable.store;

import java.time.Instant;
import java.util.UUID;

import io.durable.api.OrchestrationRuntimeStatus;
import org.jspecify.annotations.Nullable;

/**
 * The new content of an open instance's row. The row is written whole; its input is
 * removed, since the history has it from the first turn on.
 *
 * @param previousExecutionId the execution that the row must have, or else the turn is
 * stale
 * @param executionId the execution
 * @param version the version, or {@code null}
 * @param status the status
 * @param customStatus the custom status, or {@code null}
 * @param completedAt when it ended, or {@code null} if it has not
 * @param outputSequence the sequence number of the {@code ExecutionCompleted} event, or
 * {@code null} if it has not ended
 * @param parkedReason why it is parked, or {@code null} if it is not
 * @param inboxFull whether it takes no more events of clients for now
 */
public record InstanceUpdate(UUID previousExecutionId, UUID executionId, @Nullable String version,
		OrchestrationRuntimeStatus status, @Nullable String customStatus, @Nullable Instant completedAt,
		@Nullable Integer outputSequence, @Nullable String parkedReason, boolean inboxFull) {

}
