package io.durable.store;

import java.time.Instant;
import java.util.Collection;
import java.util.List;

import io.durable.history.HistoryEvent;
import org.jspecify.annotations.Nullable;

/**
 * What the owner of partitions does. Methods throw {@link TransientStoreException} if the
 * store cannot be reached.
 */
public interface WorkerStore {

	/**
	 * Return the current time of the store: the only clock that due times are compared
	 * with.
	 * @return the time
	 */
	Instant currentTime();

	/**
	 * Commit turns in one transaction. The epochs are compared first, under a lock on the
	 * partition rows; turns of partitions that are no longer owned are left out. If a
	 * single turn cannot be stored, it is left out and the others are committed.
	 * @param checkpoint the turns, at most one for each instance
	 * @return an outcome for each turn, in their order
	 * @throws TransientStoreException if nothing was committed and the same checkpoint
	 * may be committed later
	 * @throws InDoubtException if the answer to the commit was lost
	 */
	List<TurnOutcome> commit(Checkpoint checkpoint);

	/**
	 * Read messages in the order of their IDs. The caller passes over those that it has
	 * already.
	 * @param partitions the partitions to read
	 * @param afterId read messages with a greater ID only
	 * @param limit the greatest number to return
	 * @return the messages
	 */
	List<InboxMessage> readInbox(Collection<Integer> partitions, long afterId, int limit);

	/**
	 * Read timers that are due, the earliest first. They stay until a turn that fires
	 * them is committed.
	 * @param partitions the partitions to read
	 * @param dueAt read timers that are due at this time or earlier
	 * @param limit the greatest number to return
	 * @return the timers
	 */
	List<DueTimer> readTimers(Collection<Integer> partitions, Instant dueAt, int limit);

	/**
	 * Load an instance after taking the fence lock, so that a commit still under way is
	 * waited for.
	 * @param lease the lease of its partition
	 * @param instanceId the instance ID
	 * @return the instance and its history, or {@code null} if there is none
	 * @throws LeaseLostException if the partition is no longer owned
	 */
	@Nullable LoadedInstance load(PartitionLease lease, String instanceId);

	/**
	 * Return the instances that have scheduled work which nobody but the owner knows of.
	 * @param partition the partition
	 * @return their instance IDs
	 */
	List<String> openInstances(int partition);

	/**
	 * An instance with its history.
	 *
	 * @param instance the row
	 * @param history the events of its current execution
	 */
	record LoadedInstance(StoredInstance instance, List<HistoryEvent> history) {

	}

}
