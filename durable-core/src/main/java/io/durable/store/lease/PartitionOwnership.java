package io.durable.store.lease;

import org.jspecify.annotations.Nullable;

/**
 * Who owns a partition.
 *
 * @param partition the number of the partition
 * @param owner the node ID of the owner, or {@code null} if it is free
 * @param epoch the current epoch
 */
public record PartitionOwnership(int partition, @Nullable String owner, long epoch) {

}
