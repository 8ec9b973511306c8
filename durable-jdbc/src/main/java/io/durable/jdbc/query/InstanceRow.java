package io.durable.jdbc.query;

import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * A row of the instances without its payloads, as Spring Data reads it.
 *
 * @param partitionId the partition
 * @param instanceId the instance
 * @param executionId the current execution
 * @param name the name of the orchestrator
 * @param version the version
 * @param status the status
 * @param createdAt when the start was accepted
 * @param completedAt when it ended
 */
record InstanceRow(int partitionId, String instanceId, UUID executionId, String name, @Nullable String version,
		String status, Instant createdAt, @Nullable Instant completedAt) {

}
