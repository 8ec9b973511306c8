package io.durable.store;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.history.ParentTask;
import org.jspecify.annotations.Nullable;

/**
 * The row of an instance.
 *
 * @param partition the partition
 * @param instanceId the instance ID
 * @param executionId the current execution
 * @param incarnationId the first execution since the last start: kept by continue-as-new
 * @param name the name of the orchestrator
 * @param version the version, or {@code null}
 * @param status the status
 * @param input the input as long as the instance has not run; afterwards {@code null},
 * since the history has it
 * @param customStatus the custom status, or {@code null}
 * @param parent the calling orchestration, or {@code null}
 * @param tags the tags, may be empty
 * @param createdAt when the start was accepted
 * @param scheduledStartAt the start time that was asked for, or {@code null}
 * @param parkedReason why it is parked, or {@code null} if it is not
 * @param inboxFull whether it takes no more events of clients for now
 */
public record StoredInstance(int partition, String instanceId, UUID executionId, UUID incarnationId, String name,
		@Nullable String version, OrchestrationRuntimeStatus status, @Nullable String input,
		@Nullable String customStatus, @Nullable ParentTask parent, Map<String, String> tags, Instant createdAt,
		@Nullable Instant scheduledStartAt, @Nullable String parkedReason, boolean inboxFull) {

	/**
	 * Change the status.
	 * @param newStatus the status
	 * @return the changed row
	 */
	public StoredInstance withStatus(OrchestrationRuntimeStatus newStatus) {
		return new StoredInstance(this.partition, this.instanceId, this.executionId, this.incarnationId, this.name,
				this.version, newStatus, this.input, this.customStatus, this.parent, this.tags, this.createdAt,
				this.scheduledStartAt, this.parkedReason, this.inboxFull);
	}

}
