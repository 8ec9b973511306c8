package io.durable.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.history.HistoryEvent;
import io.durable.store.InstanceQuery.Position;
import org.jspecify.annotations.Nullable;

/**
 * What clients do. A call within a transaction of the application joins it: it takes
 * effect, and is announced to the {@link TaskHubStore.MessageListener}, when that
 * commits. Outside one, and when it has already ended, the call has been committed when
 * it returns; concurrent calls may share a commit. A client inserts messages; of instance
 * rows it inserts new ones, replaces ended ones and deletes ended ones.
 * <p>
 * All methods throw {@link TransientStoreException} if the store cannot be reached or a
 * lock is not obtained in time; the outcome is then unknown and the call can be repeated.
 * They throw {@link IllegalStateException} if the call cannot succeed as it is: the open
 * transaction is read-only or does not lead to the store, or the store is not as it
 * should be.
 */
public interface ClientStore {

	/**
	 * Start an instance in one atomic step: if there is none with that ID, or the one
	 * there has ended in a status that may be replaced. A repeated start of the same
	 * execution succeeds without effect.
	 * @param instance the instance
	 * @return {@code null} if it is started, otherwise the status of the one that stands
	 * in the way
	 */
	@Nullable OrchestrationRuntimeStatus start(NewInstance instance);

	/**
	 * Send a message to an open instance. One that names an incarnation reaches no other
	 * that has the instance ID.
	 * @param message the message
	 * @param eventId makes a repetition harmless: a message with an event ID that the
	 * incarnation knows counts as sent, also after its end; {@code null} for none
	 * @return what became of it
	 */
	SendOutcome send(NewMessage message, @Nullable String eventId);

	/**
	 * Ask an instance to go back to before its failure. One that has failed becomes
	 * pending in the same step; one that is parked stays as it is.
	 * @param message the message to it, an {@code ExecutionRewound} event
	 * @return {@code false} if it is unknown, or neither failed nor parked: nothing has
	 * changed
	 */
	boolean rewind(NewMessage message);

	/**
	 * Delete instances that have ended, with all that belongs to them, in one
	 * transaction. Those that are gone, have been started anew or have not ended are
	 * passed over.
	 * @param instances the instances
	 * @return those that were deleted
	 */
	List<InstanceKey> delete(Collection<InstanceKey> instances);

	/**
	 * Delete instances as {@link #delete} does.
	 * @param instances the instances
	 * @return how many were deleted
	 */
	default int purge(Collection<InstanceKey> instances) {
		return delete(instances).size();
	}

	/**
	 * Read an instance.
	 * @param partition the partition of the instance
	 * @param instanceId the instance ID
	 * @param input whether to read the input
	 * @param output whether to read the output
	 * @return the instance, or {@code null} if there is none
	 */
	@Nullable InstanceView find(int partition, String instanceId, boolean input, boolean output);

	/**
	 * Read an instance.
	 * @param partition the partition of the instance
	 * @param instanceId the instance ID
	 * @param payloads whether to read input and output
	 * @return the instance, or {@code null} if there is none
	 */
	default @Nullable InstanceView find(int partition, String instanceId, boolean payloads) {
		return find(partition, instanceId, payloads, payloads);
	}

	/**
	 * Read a page of a list. It ends at the limit, at the bytes that the query allows, or
	 * where reading on would cost too much, whichever comes first.
	 * @param query which ones
	 * @return the page
	 */
	InstancePage page(InstanceQuery query);

	/**
	 * List instances, page by page until there are as many as the query asks for.
	 * @param query which ones
	 * @return the instances, in the order of the query
	 */
	default List<InstanceView> query(InstanceQuery query) {
		List<InstanceView> instances = new ArrayList<>();
		Position after = query.after();
		do {
			InstancePage page = page(query.from(after, query.limit() - instances.size()));
			instances.addAll(page.instances());
			after = page.next();
		}
		while (after != null && instances.size() < query.limit());
		return instances;
	}

	/**
	 * Read the history of the current execution of an instance.
	 * @param partition the partition of the instance
	 * @param instanceId the instance ID
	 * @return the events in order, empty if there is no such instance or it has not run
	 */
	List<HistoryEvent> history(int partition, String instanceId);

	/**
	 * Read the history of the current execution of an instance, with those payloads only
	 * that are wanted.
	 * @param partition the partition of the instance
	 * @param instanceId the instance ID
	 * @param inputs whether to read inputs and the data of events; a store that has them
	 * at hand may return them anyway
	 * @param results whether to read results
	 * @return the events in order
	 */
	default List<HistoryEvent> history(int partition, String instanceId, boolean inputs, boolean results) {
		return history(partition, instanceId);
	}

	/**
	 * Read the status of several instances at once.
	 * @param partitions the instance IDs, with their partitions
	 * @return the statuses by instance ID; unknown instances are absent
	 */
	Map<String, OrchestrationRuntimeStatus> statuses(Map<String, Integer> partitions);

	/**
	 * Count all instances by status.
	 * @return the counts; a status without instances is absent
	 */
	Map<OrchestrationRuntimeStatus, Long> countByStatus();

	/**
	 * Return whether an open transaction of the calling thread has started an instance
	 * that is therefore not visible to anyone else.
	 * @param instanceId the instance ID
	 * @return {@code true} if waiting for that instance would wait for ever
	 */
	boolean isStartedInOpenTransaction(String instanceId);

	/**
	 * Return whether calls of this thread join an open transaction.
	 * @return {@code true} if they take effect at its commit
	 */
	boolean isTransactionOpen();

}
