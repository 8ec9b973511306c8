package io.durable.store;

import java.util.List;
import java.util.UUID;

import io.durable.history.HistoryEvent;
import io.durable.store.lease.PartitionLease;
import org.jspecify.annotations.Nullable;

/**
 * Everything that one turn of one instance writes.
 *
 * @param lease the lease of the partition
 * @param instanceId the instance ID
 * @param executionId the execution that the events belong to
 * @param consumedMessages the IDs of messages that are deleted; each must exist, or else
 * the turn is stale
 * @param removedTimers timers that are deleted if they exist: fired or cancelled
 * @param firstSequence the sequence number of the first event
 * @param events the events to append
 * @param update what changes in the instance row, or {@code null} for nothing
 * @param endedExecution an execution whose history and timers are deleted, since it
 * continued as new or ended, or {@code null}
 * @param newTimers the timers to insert
 * @param messages the messages to send
 * @param children the sub-orchestrations to start, with derived IDs that nobody else can
 * use
 * @param openMark whether the instance gains or loses its mark as one with open work
 */
public record TurnCommit(PartitionLease lease, String instanceId, UUID executionId, List<Long> consumedMessages,
		List<DueTimer> removedTimers, int firstSequence, List<HistoryEvent> events, @Nullable InstanceUpdate update,
		@Nullable EndedExecution endedExecution, List<DueTimer> newTimers, List<NewMessage> messages,
		List<NewInstance> children, OpenMark openMark) {

	/**
	 * An execution that is over.
	 *
	 * @param executionId the execution
	 * @param deleteHistory whether its history goes too, as with continue-as-new; its
	 * timers always go
	 */
	public record EndedExecution(UUID executionId, boolean deleteHistory) {

	}

	/**
	 * What happens to the row that marks an instance with open work.
	 */
	public enum OpenMark {

		/**
		 * It stays as it is.
		 */
		KEEP,

		/**
		 * It is inserted.
		 */
		SET,

		/**
		 * It is deleted.
		 */
		CLEAR

	}

}
