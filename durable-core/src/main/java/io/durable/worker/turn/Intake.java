package io.durable.worker.turn;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import io.durable.history.HistoryEvent;
import io.durable.history.HistoryEvent.Completion;
import io.durable.history.HistoryEvent.ExecutionResumed;
import io.durable.history.HistoryEvent.ExecutionRewound;
import io.durable.history.HistoryEvent.ExecutionStarted;
import io.durable.history.HistoryEvent.ExecutionTerminated;
import io.durable.history.HistoryEvent.TimerFired;
import io.durable.history.HistoryEvent.Unreadable;
import io.durable.store.DueTimer;
import io.durable.store.InboxMessage;
import io.durable.store.StoredInstance;
import org.jspecify.annotations.Nullable;

/**
 * What an instance takes in with a turn: the events that are meant for it and new to it.
 * All other deliveries are consumed without an event.
 */
final class Intake {

	// How far the clocks of two nodes may be apart
	private static final Duration CLOCK_SKEW = Duration.ofSeconds(1);

	private final @Nullable InstanceState state;

	private final Instant now;

	private final List<Long> consumedMessages = new ArrayList<>();

	private final List<DueTimer> removedTimers = new ArrayList<>();

	private final List<HistoryEvent> events = new ArrayList<>();

	private final List<RunningWork> endedWork = new ArrayList<>();

	private final Set<Integer> answered = new HashSet<>();

	private boolean begun;

	private boolean starts;

	private boolean turnAskedFor;

	private boolean recover;

	private boolean retry;

	private @Nullable ExecutionRewound rewound;

	private @Nullable String parkReason;

	Intake(@Nullable InstanceState state, List<Delivery> deliveries, Instant now) {
		this.state = state;
		this.now = now;
		// The start comes first, however the deliveries have overtaken each other
		deliveries.stream().filter(Delivery::begins).forEach(this::take);
		deliveries.stream().filter((delivery) -> !delivery.begins()).forEach(this::take);
		if (state != null && state.isWaitingForRewind() && this.rewound == null) {
			// It takes nothing in before, and its status says that somebody has asked
			this.rewound = new ExecutionRewound(now, null, null);
		}
	}

	private void take(Delivery delivery) {
		if (delivery instanceof Delivery.Message message) {
			take(message.message());
		}
		else if (delivery instanceof Delivery.Timer timer) {
			take(timer.timer());
		}
		else if (delivery instanceof Delivery.Result result) {
			this.endedWork.add(new RunningWork(result.executionId(), result.completion().taskId()));
			addCompletion(result.executionId(), result.completion());
		}
		else if (delivery instanceof Delivery.Park park) {
			this.parkReason = park.reason();
		}
		else {
			this.recover = true;
		}
	}

	private void take(InboxMessage message) {
		HistoryEvent event = message.event();
		if (event instanceof Completion completion && message.executionId() != null) {
			this.consumedMessages.add(message.id());
			this.endedWork.add(new RunningWork(message.executionId(), completion.taskId()));
			addCompletion(message.executionId(), completion);
			return;
		}
		boolean meantForUs = (message.executionId() != null) ? isFor(message.executionId(), event)
				: isForIncarnation(message.incarnationId());
		if (!meantForUs) {
			this.consumedMessages.add(message.id());
			return;
		}
		this.consumedMessages.add(message.id());
		if (event instanceof ExecutionStarted started) {
			start(started);
			return;
		}
		if (isWaitingForStart() && event instanceof ExecutionTerminated) {
			start(startedOf(row()));
		}
		else if (isWaitingForStart()) {
			// What comes before a delayed start waits for it in the history
			begin(startedOf(row()));
		}
		add(event);
	}

	private void add(@Nullable HistoryEvent event) {
		if (event == null) {
			this.turnAskedFor = true;
		}
		else if (event instanceof ExecutionRewound request) {
			if (isRewindable()) {
				this.rewound = request.notAfter(latest());
			}
		}
		else {
			this.retry |= event instanceof ExecutionResumed && isParked();
			this.events.add(event.notAfter(this.now));
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
			addCompletion(timer.executionId(), new TimerFired(this.now, timer.taskId(), timer.fireAt()));
		}
	}

	private void start(ExecutionStarted started) {
		if (isWaitingForStart()) {
			begin(started);
			this.starts = true;
			this.turnAskedFor = true;
		}
	}

	// The history begins with the start, also if others are taken in before it
	private void begin(ExecutionStarted started) {
		if (!this.begun && this.state != null && !this.state.hasBegun()) {
			this.events.add(0, started.notAfter(latest()));
		}
		this.begun = true;
	}

	// What a sub-orchestration is asked for by its caller it never does before that
	private Instant latest() {
		return (row().parent() != null) ? this.now.plus(CLOCK_SKEW) : this.now;
	}

	// The first answer to an action counts: later ones, and answers to actions that were
	// cancelled, are dropped.
	private void addCompletion(UUID executionId, Completion completion) {
		int taskId = completion.taskId();
		boolean timer = completion instanceof TimerFired;
		if (isOpen() && this.state != null && this.state.isOpen(taskId)
				&& (timer || this.state.executionOf(taskId).equals(executionId)) && !this.state.isUndone(completion)
				&& this.answered.add(taskId)) {
			this.events.add(completion);
		}
	}

	// One that has failed is pending again; one that is parked is as it was
	private boolean isRewindable() {
		return this.state != null && this.state.hasBegun() && (isParked() || this.state.isToBeRewound());
	}

	private boolean isParked() {
		return row().parkedReason() != null;
	}

	private StoredInstance row() {
		if (this.state == null) {
			throw new IllegalStateException("There is no instance");
		}
		return this.state.row();
	}

	// An answer that cannot be read may be for a call from before a rewind
	private boolean isFor(UUID executionId, @Nullable HistoryEvent event) {
		if (this.state != null && event instanceof Unreadable unreadable && unreadable.taskId() >= 0) {
			return isOpen() && this.state.executionOf(unreadable.taskId()).equals(executionId);
		}
		return isFor(executionId);
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
		return isOpen() && this.state != null && this.state.isBeforeStart() && !this.starts;
	}

	static ExecutionStarted startedOf(StoredInstance row) {
		return new ExecutionStarted(row.createdAt(), row.name(), row.version(), row.input(), row.parent(), row.tags(),
				row.scheduledStartAt());
	}

	List<Long> consumedMessages() {
		return this.consumedMessages;
	}

	Instant now() {
		return this.now;
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

	boolean isTurnAskedFor() {
		return this.turnAskedFor;
	}

	boolean isRecover() {
		return this.recover;
	}

	/**
	 * Return whether a parked instance is to be tried again.
	 * @return {@code true} if somebody asked for it
	 */
	boolean isRetry() {
		return this.retry;
	}

	/**
	 * Return whether the instance is to be rewound.
	 * @return the request, or {@code null}
	 */
	@Nullable ExecutionRewound rewound() {
		return this.rewound;
	}

	@Nullable String parkReason() {
		return this.parkReason;
	}

}
