package io.durable.store.lease;

/**
 * The right to write a partition, valid while the partition's epoch is this one.
 *
 * @param partition the number of the partition
 * @param epoch the epoch that began with this ownership
 */
public record PartitionLease(int partition, long epoch) {

}
