package io.durable.worker;

import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.durable.api.FailureDetails;
import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.history.HistoryEvent.SubOrchestrationInstanceCreated;
import io.durable.history.HistoryEvent.SubOrchestrationInstanceFailed;
import io.durable.store.ClientStore;
import io.durable.store.PartitionHash;
import io.durable.store.StoredInstance;
import io.durable.store.TransientStoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts sub-orchestrations that were given an instance ID. A client's open transaction
 * may hold that ID, so this happens after the checkpoint and in a transaction of its own;
 * the next owner repeats it, which does no harm. Thread-safe.
 */
final class ChildStarter {

	private static final Logger logger = LoggerFactory.getLogger(ChildStarter.class);

	private final Executor threads;

	private final ScheduledExecutorService scheduler;

	private final ClientStore store;

	private final InstantSource clock;

	private final int partitionCount;

	ChildStarter(Executor threads, ScheduledExecutorService scheduler, ClientStore store, InstantSource clock,
			int partitionCount) {
		this.threads = threads;
		this.scheduler = scheduler;
		this.store = store;
		this.clock = clock;
		this.partitionCount = partitionCount;
	}

	void start(Partition partition, StoredInstance parent, GivenChild child) {
		if (partition.begin(new RunningWork(child.executionId(), child.created().taskId()))) {
			execute(() -> tryStart(partition, parent, child));
		}
	}

	private void execute(Runnable task) {
		try {
			this.threads.execute(task);
		}
		catch (RejectedExecutionException ex) {
			// The worker has stopped: the next owner starts the child
		}
	}

	private void tryStart(Partition partition, StoredInstance parent, GivenChild child) {
		SubOrchestrationInstanceCreated created = child.created();
		try {
			int childPartition = PartitionHash.partition(created.instanceId(), this.partitionCount);
			OrchestrationRuntimeStatus inTheWay = this.store
				.start(TurnAssembly.child(parent, child.executionId(), created, child.events(), childPartition));
			if (inTheWay != null) {
				fail(partition, parent, child, alreadyExists(created, inTheWay));
			}
		}
		catch (TransientStoreException ex) {
			logger.debug("The child '{}' cannot be started now: {}", created.instanceId(), ex.getMessage());
			execute(() -> this.scheduler.schedule(() -> execute(() -> tryStart(partition, parent, child)), 1,
					TimeUnit.SECONDS));
		}
		catch (RuntimeException ex) {
			fail(partition, parent, child, FailureDetails.of(ex));
		}
	}

	private static FailureDetails alreadyExists(SubOrchestrationInstanceCreated created,
			OrchestrationRuntimeStatus inTheWay) {
		return new FailureDetails("io.durable.client.OrchestrationAlreadyExistsException",
				"An instance with ID '%s' already exists. Its status is %s.".formatted(created.instanceId(),
						inTheWay.text()),
				null, false, null, null);
	}

	private void fail(Partition partition, StoredInstance parent, GivenChild child, FailureDetails failure) {
		SubOrchestrationInstanceFailed failed = new SubOrchestrationInstanceFailed(
				this.clock.instant().truncatedTo(ChronoUnit.MILLIS), child.created().taskId(), failure);
		partition.deliver(parent.instanceId(), new Delivery.Result(child.executionId(), failed));
	}

}
