package io.durable.store.key;

/**
 * Assigns instance IDs to partitions. The function is part of the stored format: it never
 * changes.
 */
public final class PartitionHash {

	private PartitionHash() {
	}

	/**
	 * Return the partition of an instance.
	 * @param instanceId the instance ID
	 * @param partitionCount the number of partitions of the task hub
	 * @return a number from zero, below {@code partitionCount}
	 */
	public static int partition(String instanceId, int partitionCount) {
		int hash = instanceId.hashCode();
		hash ^= hash >>> 16;
		hash *= 0x85ebca6b;
		hash ^= hash >>> 13;
		hash *= 0xc2b2ae35;
		hash ^= hash >>> 16;
		return Integer.remainderUnsigned(hash, partitionCount);
	}

}
