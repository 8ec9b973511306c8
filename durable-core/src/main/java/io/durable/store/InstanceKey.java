package io.durable.store;

import java.util.UUID;

/**
 * One execution of an instance.
 *
 * @param partition the partition of the instance
 * @param instanceId the instance ID
 * @param executionId the execution
 */
public record InstanceKey(int partition, String instanceId, UUID executionId) {

}
