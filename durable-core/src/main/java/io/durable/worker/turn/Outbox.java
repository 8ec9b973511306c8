package io.durable.worker.turn;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.durable.api.FailureDetails;
import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.api.TaskCanceledException;
import io.durable.engine.TurnResult;
import io.durable.engine.identity.OrchestrationIdentity;
import io.durable.history.HistoryEvent;
import io.durable.history.HistoryEvent.Action;
import io.durable.history.HistoryEvent.Completion;
import io.durable.history.HistoryEvent.EventRaised;
import io.durable.history.HistoryEvent.EventSent;
import io.durable.history.HistoryEvent.ExecutionCompleted;
import io.durable.history.HistoryEvent.ExecutionStarted;
import io.durable.history.HistoryEvent.ExecutionTerminated;
import io.durable.history.HistoryEvent.SubOrchestrationInstanceCompleted;
import io.durable.history.HistoryEvent.SubOrchestrationInstanceCreated;
import io.durable.history.HistoryEvent.SubOrchestrationInstanceFailed;
import io.durable.history.HistoryEvent.TaskScheduled;
import io.durable.history.HistoryEvent.TimerCreated;
import io.durable.history.ParentTask;
import io.durable.store.DueTimer;
import io.durable.store.NewInstance;
import io.durable.store.NewMessage;
import io.durable.store.StoredInstance;
import io.durable.store.key.PartitionHash;
import org.jspecify.annotations.Nullable;

/**
 * What leaves a turn: calls, timers, messages and new instances, some of them with the
 * checkpoint and the others after it.
 */
public final class Outbox {

	private final int partition;

	private final String instanceId;

	private final int partitionCount;

	private final List<ScheduledActivity> activities = new ArrayList<>();

	private final List<ChildOperation> childOperations = new ArrayList<>();

	private final List<NewInstance> derivedChildren = new ArrayList<>();

	private final List<NewMessage> messages = new ArrayList<>();

	private final List<DueTimer> newTimers = new ArrayList<>();

	private final List<DueTimer> removedTimers;

	Outbox(int partition, String instanceId, int partitionCount, List<DueTimer> firedTimers) {
		this.partition = partition;
		this.instanceId = instanceId;
		this.partitionCount = partitionCount;
		this.removedTimers = new ArrayList<>(firedTimers);
	}

	/**
	 * Add what a generation did.
	 * @param result the result of its run
	 * @param executionId the generation
	 * @param state the instance, or {@code null} if the generation began with this turn
	 * @param row the row of the instance
	 * @param firstAction the sequence number of the first action in the history
	 */
	void add(TurnResult result, UUID executionId, @Nullable InstanceState state, StoredInstance row, int firstAction) {
		int sequence = firstAction;
		for (Action action : result.actions()) {
			if (action instanceof TaskScheduled scheduled) {
				this.activities.add(new ScheduledActivity(executionId, executionId, sequence, scheduled));
			}
			else if (action instanceof TimerCreated timer && !result.cancelledTimers().contains(timer.taskId())) {
				addTimer(executionId, timer);
			}
			else if (action instanceof EventSent sent) {
				addEvent(executionId, sent, state);
			}
			else if (action instanceof SubOrchestrationInstanceCreated created) {
				addChild(executionId, created, row);
			}
			sequence++;
		}
	}

	void addTimer(UUID executionId, TimerCreated timer) {
		this.newTimers.add(new DueTimer(this.partition, this.instanceId, executionId, timer.taskId(), timer.fireAt()));
	}

	void cancelTimers(UUID executionId, Collection<Integer> taskIds) {
		for (int taskId : taskIds) {
			this.removedTimers.add(new DueTimer(this.partition, this.instanceId, executionId, taskId, Instant.EPOCH));
		}
	}

	/**
	 * Note that the history of what was called so far is gone with the commit.
	 */
	void forgetHistory() {
		this.activities.replaceAll(
				(activity) -> new ScheduledActivity(activity.executionId(), activity.storedIn(), -1, activity.call()));
	}

	void dropTimers() {
		this.newTimers.clear();
	}

	// An event to a child with a given ID goes with its start or after it: as long as the
	// child has not been started, a message to it would find nobody
	private void addEvent(UUID executionId, EventSent sent, @Nullable InstanceState state) {
		for (ChildOperation operation : this.childOperations) {
			if (operation instanceof ChildOperation.Start start && start.call().executionId().equals(executionId)
					&& start.childId().equals(sent.instanceId())) {
				start.child().events().add(sent);
				return;
			}
		}
		RunningWork call = (state != null) ? state.openGivenChild(sent.instanceId()) : null;
		if (call != null) {
			this.childOperations.add(new ChildOperation.Send(call, new RunningWork(executionId, sent.taskId()), sent));
		}
		else {
			send(sent.instanceId(), null, raised(sent));
		}
	}

	/**
	 * Return an event as its receiver takes it in.
	 * @param sent the event as it was sent
	 * @return the event
	 */
	public static EventRaised raised(EventSent sent) {
		return new EventRaised(sent.timestamp(), sent.name(), sent.input());
	}

	private void addChild(UUID executionId, SubOrchestrationInstanceCreated created, StoredInstance row) {
		if (OrchestrationIdentity.isDerived(executionId, created.instanceId())) {
			this.derivedChildren.add(child(row, executionId, created, List.of(), partition(created.instanceId())));
		}
		else {
			this.childOperations
				.add(new ChildOperation.Start(new GivenChild(executionId, created, new ArrayList<>(), null)));
		}
	}

	/**
	 * Describe a sub-orchestration. Its incarnation follows from the call, so that a
	 * repeated start is recognised.
	 * @param parent the row of the caller
	 * @param parentExecutionId the execution of the caller
	 * @param created the call
	 * @param events events that it finds when it starts
	 * @param partition the partition of the child
	 * @return the instance to start
	 */
	public static NewInstance child(StoredInstance parent, UUID parentExecutionId,
			SubOrchestrationInstanceCreated created, List<EventSent> events, int partition) {
		ParentTask call = created.detached() ? null
				: new ParentTask(parent.name(), parent.instanceId(), parentExecutionId, created.taskId());
		UUID incarnationId = incarnation(parentExecutionId, created.taskId());
		ExecutionStarted started = new ExecutionStarted(created.timestamp(), created.name(), created.version(),
				created.input(), call, created.tags(), created.scheduledStartAt());
		return new NewInstance(partition, created.instanceId(), incarnationId, started,
				events.stream().map(Outbox::raised).toList(), NewInstance.TERMINAL);
	}

	private int partition(String receiver) {
		return PartitionHash.partition(receiver, this.partitionCount);
	}

	private void send(String receiver, @Nullable UUID executionId, @Nullable HistoryEvent event) {
		this.messages.add(new NewMessage(partition(receiver), receiver, executionId, event));
	}

	/**
	 * Leave the run of a new execution to another turn.
	 * @param executionId the execution
	 */
	void askForTurn(UUID executionId) {
		send(this.instanceId, executionId, null);
	}

	/**
	 * Tell the caller of an instance how it ended, if it has one.
	 * @param row the instance
	 * @param completed its end
	 */
	void answerParent(StoredInstance row, ExecutionCompleted completed) {
		ParentTask parent = row.parent();
		if (parent != null) {
			send(parent.instanceId(), parent.executionId(), answer(row, parent, completed));
		}
	}

	private static HistoryEvent answer(StoredInstance row, ParentTask parent, ExecutionCompleted completed) {
		if (completed.status() == OrchestrationRuntimeStatus.COMPLETED) {
			return new SubOrchestrationInstanceCompleted(completed.timestamp(), parent.taskId(), completed.result());
		}
		FailureDetails failure = (completed.failure() != null) ? completed.failure()
				: new FailureDetails(TaskCanceledException.class.getName(),
						"The sub-orchestration '%s' was terminated: %s".formatted(row.instanceId(), completed.result()),
						null, true, null, null);
		return new SubOrchestrationInstanceFailed(completed.timestamp(), parent.taskId(), failure);
	}

	/**
	 * Terminate the sub-orchestrations that an instance waits for, and theirs.
	 * @param events the events of the turn that ends it
	 * @param state the instance before that turn, or {@code null} if the turn began a new
	 * generation
	 * @param completed its end
	 */
	void terminateStarted(List<HistoryEvent> events, @Nullable InstanceState state, ExecutionCompleted completed) {
		ExecutionTerminated request = new ExecutionTerminated(completed.timestamp(), completed.result(), true);
		Set<Integer> answered = events.stream()
			.filter(Completion.class::isInstance)
			.map(HistoryEvent::taskId)
			.collect(Collectors.toSet());
		if (state != null) {
			terminate(state, (child) -> !answered.contains(child.taskId()), request);
		}
		// Those of this turn: what has an ID of its own need not begin
		this.childOperations.removeIf(ChildOperation.Send.class::isInstance);
		this.childOperations.replaceAll(
				(operation) -> (operation instanceof ChildOperation.Start && !OpenWork.isDetachedStart(operation))
						? new ChildOperation.Terminate(operation.call(), requestTo(operation, request)) : operation);
		this.derivedChildren.stream()
			.filter((child) -> child.started().parent() != null)
			.forEach((child) -> sendTo(child.instanceId(), child.executionId(), request));
	}

	/**
	 * Terminate sub-orchestrations of an instance, and theirs. The request is for the
	 * very instances that it has started, not for others that have their IDs.
	 * @param state the instance
	 * @param condition which of those that it waits for
	 * @param request the request
	 */
	void terminate(InstanceState state, Predicate<SubOrchestrationInstanceCreated> condition,
			ExecutionTerminated request) {
		state.openChildren().filter(condition).forEach((child) -> {
			RunningWork call = new RunningWork(state.executionOf(child.taskId()), child.taskId());
			UUID first = incarnation(call.executionId(), call.taskId());
			terminate(state, call, child.instanceId(), first, request);
			for (Instant rewoundAt : state.rewindsOf(child.taskId())) {
				terminate(state, call, child.instanceId(), incarnationAgain(first, rewoundAt), request);
			}
		});
	}

	private void terminate(InstanceState state, RunningWork call, String childId, UUID incarnationId,
			ExecutionTerminated request) {
		NewMessage message = new NewMessage(partition(childId), childId, null, request, incarnationId);
		this.messages.add(message);
		if (state.isWorkOfThisNode(call)) {
			// It may not have been started yet, and then nobody gets the message
			this.childOperations.add(new ChildOperation.Terminate(call, message));
		}
	}

	private NewMessage requestTo(ChildOperation child, HistoryEvent request) {
		return new NewMessage(partition(child.childId()), child.childId(), null, request,
				incarnation(child.call().executionId(), child.call().taskId()));
	}

	private void sendTo(String receiver, UUID incarnationId, HistoryEvent event) {
		this.messages.add(new NewMessage(partition(receiver), receiver, null, event, incarnationId));
	}

	// The first execution of a child follows from the call
	private static UUID incarnation(UUID parentExecutionId, int taskId) {
		return UUID.nameUUIDFromBytes((parentExecutionId + ":" + taskId).getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Return the first execution of a child that is started anew, since its caller was
	 * rewound.
	 * @param first its first execution before
	 * @param rewoundAt when the caller was rewound
	 * @return the execution
	 */
	public static UUID incarnationAgain(UUID first, Instant rewoundAt) {
		return UUID.nameUUIDFromBytes((first + "@" + rewoundAt).getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Do again what nobody does, although the instance has ended.
	 * @param ended the instance
	 * @param done work that has just ended
	 */
	void repeat(InstanceState ended, List<RunningWork> done) {
		OpenWork open = ended.openWork();
		open.activities().stream().filter((activity) -> !done.contains(activity.work())).forEach(this.activities::add);
		ExecutionTerminated termination = ended.recursiveTermination();
		if (termination != null) {
			// They were not to begin, but one may have been about to
			terminate(ended, (child) -> true, termination);
			this.messages.clear();
			open.detachedStarts()
				.stream()
				.filter((operation) -> !done.contains(operation.call()))
				.forEach(this.childOperations::add);
			return;
		}
		open.children()
			.stream()
			.filter((operation) -> !done.contains(operation.call()))
			.forEach(this.childOperations::add);
	}

	List<ScheduledActivity> activities() {
		return this.activities;
	}

	List<ChildOperation> childOperations() {
		return this.childOperations;
	}

	List<NewInstance> derivedChildren() {
		return this.derivedChildren;
	}

	List<NewMessage> messages() {
		return this.messages;
	}

	List<DueTimer> newTimers() {
		return this.newTimers;
	}

	List<DueTimer> removedTimers() {
		return this.removedTimers;
	}

}
