package io.durable.worker;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.durable.api.FailureDetails;
import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.api.TaskCanceledException;
import io.durable.engine.OrchestrationIdentity;
import io.durable.engine.TurnResult;
import io.durable.history.HistoryEvent;
import io.durable.history.HistoryEvent.Action;
import io.durable.history.HistoryEvent.EventRaised;
import io.durable.history.HistoryEvent.EventSent;
import io.durable.history.HistoryEvent.ExecutionCompleted;
import io.durable.history.HistoryEvent.ExecutionStarted;
import io.durable.history.HistoryEvent.SubOrchestrationInstanceCompleted;
import io.durable.history.HistoryEvent.SubOrchestrationInstanceCreated;
import io.durable.history.HistoryEvent.SubOrchestrationInstanceFailed;
import io.durable.history.HistoryEvent.TaskScheduled;
import io.durable.history.HistoryEvent.TimerCreated;
import io.durable.history.ParentTask;
import io.durable.store.DueTimer;
import io.durable.store.InstanceUpdate;
import io.durable.store.NewInstance;
import io.durable.store.NewMessage;
import io.durable.store.PartitionHash;
import io.durable.store.PartitionLease;
import io.durable.store.StoredInstance;
import io.durable.store.TurnCommit;
import io.durable.store.TurnCommit.EndedExecution;
import io.durable.store.TurnCommit.OpenMark;
import org.jspecify.annotations.Nullable;

/**
 * Puts together what a turn, of one generation or of several, writes.
 */
final class TurnAssembly {

	private final InstanceActor actor;

	private final PartitionLease lease;

	private final @Nullable InstanceState state;

	private final List<Delivery> deliveries;

	private final Intake intake;

	private final int partitionCount;

	private final List<Turn.ScheduledActivity> activities = new ArrayList<>();

	private final List<GivenChild> givenChildren = new ArrayList<>();

	private final List<NewInstance> derivedChildren = new ArrayList<>();

	private final List<NewMessage> messages = new ArrayList<>();

	private List<DueTimer> newTimers = new ArrayList<>();

	private List<DueTimer> removedTimers;

	// The events of the current generation
	private List<HistoryEvent> events;

	private @Nullable UUID newExecutionId;

	private @Nullable TurnResult last;

	private TurnResult.@Nullable CustomStatus customStatus;

	TurnAssembly(InstanceActor actor, PartitionLease lease, @Nullable InstanceState state, List<Delivery> deliveries,
			Intake intake, int partitionCount) {
		this.actor = actor;
		this.lease = lease;
		this.state = state;
		this.deliveries = deliveries;
		this.intake = intake;
		this.partitionCount = partitionCount;
		this.events = new ArrayList<>(intake.events());
		this.removedTimers = new ArrayList<>(intake.removedTimers());
	}

	private InstanceState state() {
		if (this.state == null) {
			throw new IllegalStateException("There is no instance");
		}
		return this.state;
	}

	private UUID executionId() {
		return (this.newExecutionId != null) ? this.newExecutionId : state().executionId();
	}

	/**
	 * Add what the current generation did.
	 * @param result the result of its run
	 */
	void add(TurnResult result) {
		this.last = result;
		this.events.addAll(result.closing());
		if (result.customStatus() != null) {
			this.customStatus = result.customStatus();
		}
		for (Action action : result.actions()) {
			add(action, result);
		}
		if (this.newExecutionId == null) {
			for (int taskId : result.cancelledTimers()) {
				this.removedTimers.add(new DueTimer(this.lease.partition(), this.actor.instanceId(), executionId(),
						taskId, Instant.EPOCH));
			}
		}
	}

	private void add(Action action, TurnResult result) {
		if (action instanceof TaskScheduled scheduled) {
			this.activities.add(new Turn.ScheduledActivity(executionId(), scheduled));
		}
		else if (action instanceof TimerCreated timer && !result.cancelledTimers().contains(timer.taskId())) {
			this.newTimers.add(new DueTimer(this.lease.partition(), this.actor.instanceId(), executionId(),
					timer.taskId(), timer.fireAt()));
		}
		else if (action instanceof EventSent sent) {
			add(sent);
		}
		else if (action instanceof SubOrchestrationInstanceCreated created) {
			addChild(created);
		}
	}

	private void add(EventSent sent) {
		for (GivenChild child : this.givenChildren) {
			if (child.executionId().equals(executionId()) && child.created().instanceId().equals(sent.instanceId())) {
				child.events().add(sent);
				return;
			}
		}
		this.messages.add(new NewMessage(partition(sent.instanceId()), sent.instanceId(), null, raised(sent)));
	}

	private static EventRaised raised(EventSent sent) {
		return new EventRaised(sent.timestamp(), sent.name(), sent.input());
	}

	private void addChild(SubOrchestrationInstanceCreated created) {
		if (OrchestrationIdentity.isDerived(executionId(), created.instanceId())) {
			this.derivedChildren
				.add(child(state().row(), executionId(), created, List.of(), partition(created.instanceId())));
		}
		else {
			this.givenChildren.add(new GivenChild(executionId(), created, new ArrayList<>()));
		}
	}

	/**
	 * Describe a sub-orchestration. Its execution ID follows from the call, so that a
	 * repeated start is recognised.
	 * @param parent the row of the caller
	 * @param parentExecutionId the execution of the caller
	 * @param created the call
	 * @param events events that it finds when it starts
	 * @param partition the partition of the child
	 * @return the instance to start
	 */
	static NewInstance child(StoredInstance parent, UUID parentExecutionId, SubOrchestrationInstanceCreated created,
			List<EventSent> events, int partition) {
		ParentTask call = new ParentTask(parent.name(), parent.instanceId(), parentExecutionId, created.taskId());
		UUID executionId = UUID
			.nameUUIDFromBytes((parentExecutionId + ":" + created.taskId()).getBytes(StandardCharsets.UTF_8));
		return new NewInstance(
				partition, created.instanceId(), executionId, new ExecutionStarted(created.timestamp(), created.name(),
						created.version(), created.input(), call, Map.of(), null),
				events.stream().map(TurnAssembly::raised).toList());
	}

	private int partition(String instanceId) {
		return PartitionHash.partition(instanceId, this.partitionCount);
	}

	/**
	 * Go over to a new execution: nothing of the old one is kept.
	 * @param executionId the new execution
	 * @param continuation what it begins with
	 */
	void startOver(UUID executionId, TurnResult.Continuation continuation) {
		this.newExecutionId = executionId;
		this.newTimers = new ArrayList<>();
		this.events = new ArrayList<>();
		this.events.add(continuation.started());
		this.events.addAll(continuation.carriedOver());
	}

	List<HistoryEvent> inputs() {
		return List.copyOf(this.events);
	}

	/**
	 * Leave the run of the new execution to another turn.
	 * @return the turn
	 */
	Turn askForTurn() {
		this.messages.add(new NewMessage(this.lease.partition(), this.actor.instanceId(), executionId(), null));
		return build();
	}

	Turn build() {
		TurnResult result = this.last;
		if (result == null) {
			throw new IllegalStateException("Nothing was run");
		}
		StoredInstance before = state().row();
		ExecutionCompleted completed = result.completed();
		String custom = (this.customStatus != null) ? this.customStatus.value() : before.customStatus();
		OrchestrationRuntimeStatus status = status(result, before);
		StoredInstance after = row(status, custom, result.problem());
		if (completed != null) {
			answerParent(before, completed);
		}
		InstanceUpdate update = before.equals(after) ? null : update(after, completed);
		return turn(update, after, result.problem());
	}

	private static OrchestrationRuntimeStatus status(TurnResult result, StoredInstance before) {
		if (result.completed() != null) {
			return result.completed().status();
		}
		if (result.problem() != null && result.closing().isEmpty()) {
			return before.status();
		}
		return result.suspended() ? OrchestrationRuntimeStatus.SUSPENDED : OrchestrationRuntimeStatus.RUNNING;
	}

	private StoredInstance row(OrchestrationRuntimeStatus status, @Nullable String custom, @Nullable String parked) {
		StoredInstance before = state().row();
		return new StoredInstance(before.partition(), before.instanceId(), executionId(), before.incarnationId(),
				before.name(), before.version(), status, null, custom, before.parent(), before.tags(),
				before.createdAt(), before.scheduledStartAt(), parked);
	}

	private InstanceUpdate update(StoredInstance after, @Nullable ExecutionCompleted completed) {
		Integer outputSequence = (completed != null) ? firstSequence() + this.events.size() - 1 : null;
		return new InstanceUpdate(state().executionId(), after.executionId(), after.version(), after.status(),
				after.customStatus(), (completed != null) ? completed.timestamp() : null, outputSequence,
				after.parkedReason());
	}

	private int firstSequence() {
		return (this.newExecutionId != null) ? 0 : state().historySize();
	}

	private void answerParent(StoredInstance row, ExecutionCompleted completed) {
		ParentTask parent = row.parent();
		if (parent == null) {
			return;
		}
		HistoryEvent answer;
		if (completed.status() == OrchestrationRuntimeStatus.COMPLETED) {
			answer = new SubOrchestrationInstanceCompleted(completed.timestamp(), parent.taskId(), completed.result());
		}
		else {
			FailureDetails failure = (completed.failure() != null) ? completed.failure() : new FailureDetails(
					TaskCanceledException.class.getName(),
					"The sub-orchestration '%s' was terminated: %s".formatted(row.instanceId(), completed.result()),
					null, true, null, null);
			answer = new SubOrchestrationInstanceFailed(completed.timestamp(), parent.taskId(), failure);
		}
		this.messages
			.add(new NewMessage(partition(parent.instanceId()), parent.instanceId(), parent.executionId(), answer));
	}

	/**
	 * Take the events in without running anything, and park the instance.
	 * @param reason why
	 * @return the turn
	 */
	Turn park(String reason) {
		StoredInstance before = state().row();
		StoredInstance after = row(before.status(), before.customStatus(), reason);
		return turn(before.equals(after) ? null : update(after, null), after, reason);
	}

	/**
	 * Consume what is of no use to the instance.
	 * @return the turn
	 */
	Turn consumeOnly() {
		StoredInstance row = (this.state != null) ? this.state.row() : null;
		if (this.state != null && row != null && row.status().isTerminal() && this.intake.isRecover()) {
			UUID executionId = this.state.executionId();
			this.state.openActivities()
				.map((call) -> new Turn.ScheduledActivity(executionId, call))
				.forEach(this.activities::add);
			this.state.openGivenChildren().forEach(this.givenChildren::add);
		}
		return new Turn(this.actor, commit(null, null, openMarkOfEnded(row)), this.deliveries, row, false, false,
				this.activities, this.givenChildren, this.intake.endedWork(), this.intake.isRecover(), null);
	}

	// Work that was not awaited keeps the mark of an ended instance until it has ended
	// too: so that it is repeated if the node stops
	private OpenMark openMarkOfEnded(@Nullable StoredInstance row) {
		if (row != null && !row.status().isTerminal()) {
			return OpenMark.KEEP;
		}
		if (this.state == null || !this.state.hasOpenWork()) {
			return this.intake.isRecover() ? OpenMark.CLEAR : OpenMark.KEEP;
		}
		boolean last = this.intake.hasEndedWorkOf(this.state.executionId())
				&& !this.actor.partition().hasOtherWork(this.state.executionId(), this.intake.endedWork());
		return last ? OpenMark.CLEAR : OpenMark.KEEP;
	}

	private Turn turn(@Nullable InstanceUpdate update, StoredInstance after, @Nullable String problem) {
		boolean ended = after.status().isTerminal();
		EndedExecution endedExecution = null;
		if (this.newExecutionId != null) {
			endedExecution = new EndedExecution(state().executionId(), true);
		}
		else if (ended) {
			endedExecution = new EndedExecution(state().executionId(), false);
		}
		if (ended) {
			this.newTimers = List.of();
		}
		boolean startsOver = this.newExecutionId != null;
		boolean statusChanged = startsOver || state().row().status() != after.status();
		return new Turn(this.actor, commit(update, endedExecution, openMark(after)), this.deliveries, after,
				statusChanged, startsOver, this.activities, this.givenChildren, this.intake.endedWork(),
				this.intake.isRecover(), problem);
	}

	// An instance is marked while it has open work or is parked: so that whoever takes
	// the partition over finds it.
	private OpenMark openMark(StoredInstance after) {
		InstanceState before = (this.newExecutionId != null) ? new InstanceState(after, List.of()) : state();
		boolean marked = state().isMarked();
		boolean parked = after.parkedReason() != null && !after.status().isTerminal();
		boolean toMark = parked || before.openWorkAfter(this.events) > 0;
		if (marked == toMark) {
			return OpenMark.KEEP;
		}
		return toMark ? OpenMark.SET : OpenMark.CLEAR;
	}

	private TurnCommit commit(@Nullable InstanceUpdate update, @Nullable EndedExecution endedExecution,
			OpenMark openMark) {
		UUID executionId = (this.state != null) ? executionId() : new UUID(0, 0);
		int firstSequence = (this.state != null) ? firstSequence() : 0;
		return new TurnCommit(this.lease, this.actor.instanceId(), executionId, this.intake.consumedMessages(),
				this.removedTimers, firstSequence, this.events, update, endedExecution, this.newTimers, this.messages,
				this.derivedChildren, openMark);
	}

}
