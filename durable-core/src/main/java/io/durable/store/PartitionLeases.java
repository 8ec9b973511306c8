package io.durable.store;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Who owns which partition. The lease is the node's: it lives as long as its beat
 * advances. Safety does not rest on it but on the epoch, which grows with every change of
 * owner and which every checkpoint compares. Methods throw
 * {@link TransientStoreException} if the store cannot be reached.
 */
public interface PartitionLeases {

	/**
	 * Enter a node, or advance its beat.
	 * @param nodeId the node
	 * @return the beat of every node that is entered, this one included
	 */
	Map<String, Long> beat(String nodeId);

	/**
	 * Return the owner of every partition.
	 * @return the partitions, ordered by number
	 */
	List<PartitionOwnership> owners();

	/**
	 * Take partitions over, each if nobody else has taken it since it was read.
	 * @param nodeId the new owner
	 * @param partitions what {@link #owners()} returned for them
	 * @return the leases that were obtained
	 */
	List<PartitionLease> take(String nodeId, Collection<PartitionOwnership> partitions);

	/**
	 * Give partitions back, so that any node may take them at once. Leases that are no
	 * longer valid are passed over.
	 * @param leases the leases
	 */
	void release(Collection<PartitionLease> leases);

	/**
	 * Remove a node that has given back what it owned, or that is dead.
	 * @param nodeId the node
	 */
	void leave(String nodeId);

}
