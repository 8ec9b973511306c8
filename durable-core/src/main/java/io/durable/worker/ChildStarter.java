package io.durable.worker;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.durable.api.FailureDetails;
import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.history.HistoryEvent.Completion;
import io.durable.history.HistoryEvent.ExecutionRewound;
import io.durable.history.HistoryEvent.SubOrchestrationInstanceCompleted;
import io.durable.history.HistoryEvent.SubOrchestrationInstanceCreated;
import io.durable.history.HistoryEvent.SubOrchestrationInstanceFailed;
import io.durable.history.ParentTask;
import io.durable.store.ClientStore;
import io.durable.store.InstanceView;
import io.durable.store.NewInstance;
import io.durable.store.NewMessage;
import io.durable.store.PartitionHash;
import io.durable.store.StoredInstance;
import io.durable.store.TransientStoreException;
import org.jspecify.annotations.Nullable;
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
			Completion answer = (child.rewoundAt() != null) ? runAgain(parent, child, child.rewoundAt())
					: start(parent, child, null);
			if (answer == null && parent.status().isTerminal()) {
				// Nobody waits any more: that it is started is all there was to do
				answer = new SubOrchestrationInstanceCompleted(now(), created.taskId(), null);
			}
			if (answer != null) {
				partition.deliver(parent.instanceId(), new Delivery.Result(child.executionId(), answer));
			}
		}
		catch (TransientStoreException ex) {
			logger.debug("The child '{}' cannot be started now: {}", created.instanceId(), ex.getMessage());
			execute(() -> this.scheduler.schedule(() -> execute(() -> tryAgain(partition, parent, child)), 1,
					TimeUnit.SECONDS));
		}
		catch (RuntimeException ex) {
			partition.deliver(parent.instanceId(),
					new Delivery.Result(child.executionId(), failed(child, FailureDetails.of(ex))));
		}
	}

	// A caller that was terminated meanwhile wants nothing to be started any more
	private void tryAgain(Partition partition, StoredInstance parent, GivenChild child) {
		InstanceView caller;
		try {
			caller = this.store.find(parent.partition(), parent.instanceId(), false);
		}
		catch (TransientStoreException ex) {
			tryStart(partition, parent, child);
			return;
		}
		if (caller != null && caller.instance().incarnationId().equals(parent.incarnationId())
				&& caller.instance().status() == OrchestrationRuntimeStatus.TERMINATED) {
			partition.deliver(parent.instanceId(), new Delivery.Result(child.executionId(),
					new SubOrchestrationInstanceCompleted(now(), child.created().taskId(), null)));
		}
		else {
			tryStart(partition, parent, child);
		}
	}

	// Returns the answer to the call if there is one already
	private @Nullable Completion start(StoredInstance parent, GivenChild child, @Nullable Instant again) {
		SubOrchestrationInstanceCreated created = child.created();
		NewInstance instance = TurnEffects.child(parent, child.executionId(), created, child.events(),
				partition(created));
		if (again != null) {
			UUID executionId = TurnEffects.incarnationAgain(instance.executionId(), again);
			instance = new NewInstance(instance.partition(), instance.instanceId(), executionId, instance.started(),
					instance.events(), instance.replaceable());
		}
		OrchestrationRuntimeStatus inTheWay = this.store.start(instance);
		if (inTheWay != null) {
			return failed(child, alreadyExists(created, inTheWay));
		}
		// Nobody else answers for one that is merely started
		return created.detached() ? new SubOrchestrationInstanceCompleted(now(), created.taskId(), null) : null;
	}

	// The caller was rewound: what had failed by then runs again, and what has succeeded
	// since is taken over. The answers of the rest are still to come.
	private @Nullable Completion runAgain(StoredInstance parent, GivenChild child, Instant rewoundAt) {
		SubOrchestrationInstanceCreated created = child.created();
		InstanceView view = this.store.find(partition(created), created.instanceId(), true);
		if (view == null) {
			return start(parent, child, null);
		}
		ParentTask caller = view.instance().parent();
		if (caller == null || !caller.executionId().equals(child.executionId())
				|| caller.taskId() != created.taskId()) {
			return start(parent, child, null);
		}
		OrchestrationRuntimeStatus status = view.instance().status();
		if (status == OrchestrationRuntimeStatus.COMPLETED) {
			return new SubOrchestrationInstanceCompleted(now(), created.taskId(), view.output());
		}
		if (!status.isTerminal()) {
			return null;
		}
		if (view.completedAt() != null && view.completedAt().isAfter(rewoundAt)) {
			// It has run again: its answer is on its way, and the first one counts
			return failed(child, (view.failure() != null) ? view.failure() : alreadyExists(created, status));
		}
		if (status != OrchestrationRuntimeStatus.FAILED) {
			return start(parent, child, rewoundAt);
		}
		ExecutionRewound request = new ExecutionRewound(rewoundAt, "Its caller was rewound", null);
		if (!this.store.rewind(new NewMessage(partition(created), created.instanceId(), null, request))) {
			throw new TransientStoreException("The instance has changed meanwhile", null);
		}
		return null;
	}

	private int partition(SubOrchestrationInstanceCreated created) {
		return PartitionHash.partition(created.instanceId(), this.partitionCount);
	}

	private Instant now() {
		return this.clock.instant().truncatedTo(ChronoUnit.MILLIS);
	}

	private Completion failed(GivenChild child, FailureDetails failure) {
		return new SubOrchestrationInstanceFailed(now(), child.created().taskId(), failure);
	}

	private static FailureDetails alreadyExists(SubOrchestrationInstanceCreated created,
			OrchestrationRuntimeStatus inTheWay) {
		return new FailureDetails("io.durable.client.OrchestrationAlreadyExistsException",
				"An instance with ID '%s' already exists. Its status is %s.".formatted(created.instanceId(),
						inTheWay.text()),
				null, false, null, null);
	}

}
