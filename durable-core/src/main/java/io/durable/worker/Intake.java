package io.durable.worker;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.history.HistoryEvent;
import io.durable.history.HistoryEvent.Completion;
import io.durable.history.HistoryEvent.ExecutionStarted;
import io.durable.history.HistoryEvent.ExecutionTerminated;
import io.durable.history.HistoryEvent.TimerFired;
import io.durable.store.DueTimer;
import io.durable.store.InboxMessage;
import io.durable.store.StoredInstance;
import org.jspecify.annotations.Nullable;

/**
 * What an instance takes in with a turn: the events that are meant for it and new to it.
 * All other deliveries are consumed without an event.
 */
final class Intake {

	private final @Nullable InstanceState state;

	private final Instant now;

	private final List<Long> consumedMessages = new ArrayList<>();

	private final List<DueTimer> removedTimers = new ArrayList<>();

	private final List<HistoryEvent> events = new ArrayList<>();

	private final List<RunningWork> endedWork = new ArrayList<>();

	// Messages that are ahead of a delayed start
	private final List<Delivery> early = new ArrayList<>();

	private final Set<Integer> answered = new HashSet<>();

	private boolean starts;

	private boolean turnAskedFor;

	private boolean recover;

	private @Nullable String parkReason;

	Intake(@Nullable InstanceState state, List<Delivery> deliveries, Instant now) {
		this.state = state;
		this.now = now;
		// The start comes first, however the deliveries have overtaken each other
		deliveries.stream().filter(Intake::starts).forEach(this::take);
		deliveries.stream().filter((delivery) -> !starts(delivery)).forEach(this::take);
		if (!isWaitingForStart()) {
			List<Delivery> held = List.copyOf(this.early);
			this.early.clear();
			held.forEach(this::take);
		}
	}

	private static boolean starts(Delivery delivery) {
		return (delivery instanceof Delivery.Timer timer && timer.timer().taskId() < 0)
				|| (delivery instanceof Delivery.Message message
						&& message.message().event() instanceof ExecutionStarted);
	}

	private void take(Delivery delivery) {
		if (delivery instanceof Delivery.Message message) {
			take(delivery, message.message());
		}
		else if (delivery instanceof Delivery.Timer timer) {
			take(timer.timer());
		}
		else if (delivery instanceof Delivery.Result result) {
			this.endedWork.add(new RunningWork(result.executionId(), result.completion().taskId()));
			if (isFor(result.executionId())) {
				addCompletion(result.completion());
			}
		}
		else if (delivery instanceof Delivery.Park park) {
			this.parkReason = park.reason();
		}
		else {
			this.recover = true;
		}
	}

	private void take(Delivery delivery, InboxMessage message) {
		HistoryEvent event = message.event();
		boolean meantForUs = (message.executionId() != null) ? isFor(message.executionId())
				: isForIncarnation(message.incarnationId());
		if (!meantForUs) {
			this.consumedMessages.add(message.id());
			if (event instanceof Completion && message.executionId() != null) {
				this.endedWork.add(new RunningWork(message.executionId(), event.taskId()));
			}
			return;
		}
		if (event instanceof ExecutionStarted started) {
			this.consumedMessages.add(message.id());
			start(started);
		}
		else if (isWaitingForStart() && event instanceof ExecutionTerminated) {
			this.consumedMessages.add(message.id());
			start(startedOf(row()));
			add(event);
		}
		else if (isWaitingForStart()) {
			this.early.add(delivery);
		}
		else {
			this.consumedMessages.add(message.id());
			add(event);
		}
	}

	private void add(@Nullable HistoryEvent event) {
		if (event == null) {
			this.turnAskedFor = true;
		}
		else if (event instanceof Completion completion) {
			this.endedWork.add(new RunningWork(row().executionId(), completion.taskId()));
			addCompletion(completion);
		}
		else {
			this.events.add(SentEvents.notAfter(this.now, event));
		}
	}

	private void take(DueTimer timer) {
		this.removedTimers.add(timer);
		if (!isFor(timer.executionId())) {
			return;
		}
		if (timer.taskId() < 0) {
			start(startedOf(row()));
		}
		else {
			addCompletion(new TimerFired(this.now, timer.taskId(), timer.fireAt()));
		}
	}

	private void start(ExecutionStarted started) {
		if (isWaitingForStart()) {
			this.starts = true;
			this.events.add(0, SentEvents.notAfter(this.now, started));
		}
	}

	// The first answer to an action counts: later ones, and answers to actions that were
	// cancelled, are dropped.
	private void addCompletion(Completion completion) {
		if (this.state != null && this.state.isOpen(completion.taskId()) && this.answered.add(completion.taskId())) {
			this.events.add(completion);
		}
	}

	private StoredInstance row() {
		if (this.state == null) {
			throw new IllegalStateException("There is no instance");
		}
		return this.state.row();
	}

	private boolean isFor(UUID executionId) {
		return isOpen() && row().executionId().equals(executionId);
	}

	private boolean isForIncarnation(@Nullable UUID incarnationId) {
		return isOpen() && row().incarnationId().equals(incarnationId);
	}

	private boolean isOpen() {
		return this.state != null && !this.state.row().status().isTerminal();
	}

	boolean isWaitingForStart() {
		return isOpen() && this.state != null && this.state.isUnstarted() && !this.starts
				&& row().status() == OrchestrationRuntimeStatus.PENDING;
	}

	static ExecutionStarted startedOf(StoredInstance row) {
		return new ExecutionStarted(row.createdAt(), row.name(), row.version(), row.input(), row.parent(), row.tags(),
				row.scheduledStartAt());
	}

	List<Long> consumedMessages() {
		return this.consumedMessages;
	}

	List<DueTimer> removedTimers() {
		return this.removedTimers;
	}

	List<HistoryEvent> events() {
		return this.events;
	}

	List<RunningWork> endedWork() {
		return this.endedWork;
	}

	boolean hasEndedWorkOf(UUID executionId) {
		return this.endedWork.stream().anyMatch((work) -> work.executionId().equals(executionId));
	}

	List<Delivery> early() {
		return this.early;
	}

	boolean isTurnAskedFor() {
		return this.turnAskedFor;
	}

	boolean isRecover() {
		return this.recover;
	}

	@Nullable String parkReason() {
		return this.parkReason;
	}

}
