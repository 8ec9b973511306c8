package io.durable.store;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

import io.durable.store.lease.LeaseView;
import io.durable.store.lease.PartitionLease;
import io.durable.store.lease.PartitionOwnership;

/**
 * Who owns which partition. The lease is the node's: it lives as long as its beat
 * advances. Safety does not rest on it but on the epoch, which grows with every change of
 * owner and which every checkpoint compares. What belongs to a beat ({@link #beat},
 * {@link #look()}, {@link #currentTime()}, {@link #leave}) waits for nothing but the
 * answer of the store: not for a connection, nor for a row that a checkpoint holds.
 * Methods throw {@link TransientStoreException} if the store cannot be reached.
 * Thread-safe.
 */
public interface PartitionLeases {

	/**
	 * Enter a node, or advance its beat.
	 * @param nodeId the node
	 */
	void beat(String nodeId);

	/**
	 * Look at all owners, and then at all beats.
	 * @return what was found
	 */
	LeaseView look();

	/**
	 * Return the current time of the store, as {@link WorkerStore#currentTime()} does.
	 * @return the time
	 */
	Instant currentTime();

	/**
	 * Return the owner of every partition.
	 * @return the partitions, ordered by number
	 */
	default List<PartitionOwnership> owners() {
		return look().owners();
	}

	/**
	 * Take partitions over, all with one change: each if nobody else has taken it since
	 * the look, the beat of its owner still stands where it did, and no transaction holds
	 * its row.
	 * @param nodeId the new owner
	 * @param partitions what the look has found for them
	 * @param beats the beats that the look has found; an owner without one had not
	 * entered
	 * @return the leases that were obtained
	 */
	List<PartitionLease> take(String nodeId, Collection<PartitionOwnership> partitions, Map<String, Long> beats);

	/**
	 * Take partitions over, whatever the beats of their owners do.
	 * @param nodeId the new owner
	 * @param partitions what {@link #owners()} returned for them
	 * @return the leases that were obtained
	 */
	default List<PartitionLease> take(String nodeId, Collection<PartitionOwnership> partitions) {
		return take(nodeId, partitions, look().beats());
	}

	/**
	 * Give partitions back, all with one change, so that any node may take them at once.
	 * Leases that are no longer valid are passed over.
	 * @param leases the leases
	 * @return those that are still held, since a transaction holds their row: to be given
	 * back later
	 */
	List<PartitionLease> release(Collection<PartitionLease> leases);

	/**
	 * Remove a node after its last beat. What it could not give back is free from then
	 * on: a node that has not entered cannot beat.
	 * @param nodeId the node
	 */
	void leave(String nodeId);

	/**
	 * Remove nodes that are dead: each if its beat still stands there and it owns
	 * nothing.
	 * @param beats the beats of the nodes
	 */
	void remove(Map<String, Long> beats);

}
