package io.durable.worker.activity;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

import io.durable.api.FailureDetails;
import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.history.HistoryEvent.Completion;
import io.durable.history.HistoryEvent.ExecutionRewound;
import io.durable.history.HistoryEvent.ExecutionStarted;
import io.durable.history.HistoryEvent.SubOrchestrationInstanceCompleted;
import io.durable.history.HistoryEvent.SubOrchestrationInstanceCreated;
import io.durable.history.HistoryEvent.SubOrchestrationInstanceFailed;
import io.durable.history.ParentTask;
import io.durable.store.ClientStore;
import io.durable.store.InstanceView;
import io.durable.store.NewInstance;
import io.durable.store.NewMessage;
import io.durable.store.SendOutcome;
import io.durable.store.StoredInstance;
import io.durable.store.TransientStoreException;
import io.durable.store.key.ExecutionIds;
import io.durable.store.key.PartitionHash;
import io.durable.worker.runtime.Report;
import io.durable.worker.runtime.TaskSlots;
import io.durable.worker.runtime.TaskThreads;
import io.durable.worker.runtime.WorkerRuntime;
import io.durable.worker.turn.ChildOperation;
import io.durable.worker.turn.GivenChild;
import io.durable.worker.turn.Outbox;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts sub-orchestrations that were given an instance ID, and does what else is done to
 * them after a checkpoint. A client's open transaction may hold that ID, so this happens
 * in transactions of its own, one operation of an ID after the other; the next owner
 * repeats it, which does no harm. Thread-safe.
 */
public final class ChildStarter {

	private static final Logger logger = LoggerFactory.getLogger(ChildStarter.class);

	private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

	private final ChildLanes lanes = new ChildLanes();

	private final TaskSlots slots;

	private final WorkerRuntime runtime;

	private final ClientStore store;

	private final InstantSource clock;

	private final ExecutionIds executionIds;

	private final int partitionCount;

	/**
	 * Create a starter.
	 * @param threads the threads
	 * @param limit how many operations run at the same time
	 * @param runtime the time
	 * @param store where children are started
	 * @param clock the clock of answers
	 * @param executionIds the IDs of new executions
	 * @param partitionCount the number of partitions of the task hub
	 */
	public ChildStarter(TaskThreads threads, int limit, WorkerRuntime runtime, ClientStore store, InstantSource clock,
			ExecutionIds executionIds, int partitionCount) {
		this.slots = new TaskSlots(threads, limit, this::next);
		this.runtime = runtime;
		this.store = store;
		this.clock = clock;
		this.executionIds = executionIds;
		this.partitionCount = partitionCount;
	}

	/**
	 * Do something to a child, after all that was to be done to it before.
	 * @param owner for whom
	 * @param parent the calling instance
	 * @param operation what is to be done
	 */
	public void perform(WorkOwner owner, StoredInstance parent, ChildOperation operation) {
		if (operation instanceof ChildOperation.Start && !owner.begin(operation.call())) {
			return;
		}
		if (this.lanes.add(new ChildLanes.Step(owner, parent, operation))) {
			this.slots.wake();
		}
	}

	private @Nullable Runnable next() {
		ChildLanes.Lane lane = this.lanes.next();
		return (lane != null) ? () -> run(lane) : null;
	}

	private void run(ChildLanes.Lane lane) {
		ChildLanes.Step step = lane.first();
		boolean done = true;
		try {
			done = run(step, lane);
		}
		catch (TransientStoreException ex) {
			Report.debug(logger, "Cannot reach the child '{}' now: {}", step.operation().childId(), ex.getMessage());
			done = false;
		}
		catch (RuntimeException ex) {
			Report.error(logger, "What the instance '{}' does to the child '{}' failed", step.parent().instanceId(),
					step.operation().childId(), ex);
			if (step.operation() instanceof ChildOperation.Start start) {
				answer(step, failed(start.child(), FailureDetails.of(ex)));
			}
		}
		catch (Throwable ex) {
			// It says nothing about the child
			Report.error(logger, "The child '{}' cannot be reached now; it is tried again", step.operation().childId(),
					ex);
			done = false;
		}
		if (done) {
			if (this.lanes.done(lane)) {
				this.slots.wake();
			}
			return;
		}
		this.runtime.schedule(() -> {
			this.lanes.again(lane);
			this.slots.wake();
		}, lane.pause(LONGEST_PAUSE));
	}

	// Returns whether it is done
	private boolean run(ChildLanes.Step step, ChildLanes.Lane lane) {
		if (!step.owner().isOwned()) {
			return true;
		}
		if (step.operation() instanceof ChildOperation.Send send) {
			return send(send);
		}
		if (step.operation() instanceof ChildOperation.Terminate terminate) {
			this.store.send(terminate.request(), null);
			if (step.parent().status().isTerminal()) {
				// Nobody waits for its end: that is all there was to do
				answer(step, new SubOrchestrationInstanceCompleted(now(), terminate.call().taskId(), null));
			}
			return true;
		}
		if (!step.owner().tryExecute()) {
			// The next owner does it
			return true;
		}
		try {
			start(step, ((ChildOperation.Start) step.operation()).child(), lane);
		}
		finally {
			step.owner().executed();
		}
		return true;
	}

	private void start(ChildLanes.Step step, GivenChild child, ChildLanes.Lane lane) {
		if (lane.isTerminated(child.work())) {
			// Nobody wants it any more, and it has not begun
			answer(step, new SubOrchestrationInstanceCompleted(now(), child.created().taskId(), null));
			return;
		}
		Completion answer = (child.rewoundAt() != null) ? runAgain(step.parent(), child, child.rewoundAt())
				: start(step.parent(), child, null);
		if (answer == null && step.parent().status().isTerminal()) {
			// Nobody waits any more: that it is started is all there was to do
			answer = new SubOrchestrationInstanceCompleted(now(), child.created().taskId(), null);
		}
		if (answer != null) {
			answer(step, answer);
		}
	}

	private void answer(ChildLanes.Step step, Completion answer) {
		step.owner().completed(step.parent().instanceId(), step.operation().call().executionId(), answer, false);
	}

	// An event ID makes the repetition by the next owner harmless
	private boolean send(ChildOperation.Send send) {
		NewMessage message = new NewMessage(PartitionHash.partition(send.childId(), this.partitionCount),
				send.childId(), null, Outbox.raised(send.sent()));
		String eventId = send.sender().executionId() + "#" + send.sender().taskId();
		return this.store.send(message, eventId) != SendOutcome.INBOX_FULL;
	}

	// Returns the answer to the call if there is one already
	private @Nullable Completion start(StoredInstance parent, GivenChild child, @Nullable Instant again) {
		SubOrchestrationInstanceCreated created = child.created();
		NewInstance first = Outbox.child(parent, child.executionId(), created, child.events(), partition(created));
		ExecutionStarted started = first.started();
		UUID incarnationId = first.incarnationId();
		if (again != null) {
			incarnationId = Outbox.incarnationAgain(incarnationId, again);
			// Its answers are not taken for those from before the rewind
			started = new ExecutionStarted(again, started.name(), started.version(), started.input(), started.parent(),
					started.tags(), started.scheduledStartAt());
		}
		// If it has been purged meanwhile, it is another execution for all that it calls
		OrchestrationRuntimeStatus inTheWay = this.store.start(new NewInstance(first.partition(), first.instanceId(),
				this.executionIds.next(), incarnationId, started, first.events(), first.replaceable()));
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
			return start(parent, child, rewoundAt);
		}
		ParentTask caller = view.instance().parent();
		if (caller == null || !caller.executionId().equals(child.executionId())
				|| caller.taskId() != created.taskId()) {
			return start(parent, child, rewoundAt);
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

	/**
	 * Look whether something waits that nobody does, since no thread could be made for
	 * it.
	 */
	public void wakeIfWaiting() {
		if (this.lanes.hasReady()) {
			this.slots.wake();
		}
	}

	/**
	 * Begin nothing more: the next owner goes on.
	 */
	public void stop() {
		this.slots.stop();
	}

}
