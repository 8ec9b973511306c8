package io.durable.store;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

import io.durable.history.HistoryEvent;
import io.durable.store.lease.LeaseLostException;
import io.durable.store.lease.PartitionLease;
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
	 * Read a page of messages in the order of their IDs, bounded by number and by bytes.
	 * It is empty only if there is nothing to read: one message always fits. The caller
	 * passes over those that it has already.
	 * @param read what to read
	 * @return the page
	 */
	InboxPage readInbox(InboxRead read);

	/**
	 * Read timers that are due, the earliest first, those of one time in a fixed order.
	 * They stay until a turn that fires them is committed, so a caller that has some
	 * already goes on after the last of them.
	 * @param partitions the partitions to read
	 * @param after read the timers after this one, or {@code null} to begin
	 * @param dueAt read timers that are due at this time or earlier
	 * @param limit the greatest number to return
	 * @return the timers
	 */
	List<DueTimer> readTimers(Collection<Integer> partitions, @Nullable DueTimer after, Instant dueAt, int limit);

	/**
	 * Load an instance after taking the fence lock, so that a commit still under way is
	 * waited for.
	 * @param lease the lease of its partition
	 * @param instanceId the instance ID
	 * @param historyOfEnded whether to read the history of an instance that has ended;
	 * otherwise its history is empty
	 * @return the instance and its history, or {@code null} if there is none
	 * @throws LeaseLostException if the partition is no longer owned
	 */
	@Nullable LoadedInstance load(PartitionLease lease, String instanceId, boolean historyOfEnded);

	/**
	 * Return a page of the instances that have scheduled work which nobody but the owner
	 * knows of, in the order of their IDs.
	 * @param partition the partition
	 * @param afterInstanceId return those after this instance ID, or {@code null} to
	 * begin
	 * @param limit the greatest number to return
	 * @return their instance IDs
	 */
	List<String> openInstances(int partition, @Nullable String afterInstanceId, int limit);

	/**
	 * Read one event of a history, such as the input of an activity that was not kept in
	 * memory.
	 * @param partition the partition
	 * @param executionId the execution
	 * @param sequenceNumber its place in the history, counted from zero
	 * @return the event, or {@code null} if it is gone
	 */
	@Nullable HistoryEvent readEvent(int partition, UUID executionId, int sequenceNumber);

	/**
	 * An instance with its history.
	 *
	 * @param instance the row
	 * @param history the events of its current execution
	 */
	record LoadedInstance(StoredInstance instance, List<HistoryEvent> history) {

	}

}
