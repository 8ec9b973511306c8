package io.durable.store;

import java.time.Instant;
import java.util.UUID;

/**
 * A timer of an instance.
 *
 * @param partition the partition of the instance
 * @param instanceId the instance ID
 * @param executionId the execution that created it
 * @param taskId the sequence number of the timer, or -1 for a delayed start
 * @param fireAt when it is due
 */
public record DueTimer(int partition, String instanceId, UUID executionId, int taskId, Instant fireAt) {

}
