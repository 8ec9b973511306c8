package io.durable.history;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.durable.api.FailureDetails;
import io.durable.api.OrchestrationRuntimeStatus;
import org.jspecify.annotations.Nullable;

/**
 * One event of an orchestration's history. A history is a list of turns; each turn is the
 * events that it took in, {@link OrchestratorStarted}, the events of its actions and
 * {@link OrchestratorCompleted}. The last turn is followed by {@link ExecutionCompleted}.
 * Events at the end that no {@code OrchestratorStarted} follows are taken in but not yet
 * processed.
 * <p>
 * Timestamps are in whole milliseconds. Payloads are the text that a
 * {@link io.durable.api.DataConverter} wrote.
 */
public sealed interface HistoryEvent extends EventFields {

	/**
	 * Return this event as one that did not happen in the future. An event that a client
	 * has sent carries the client's time, which must not move the clock of an
	 * orchestration, and with it its timers.
	 * @param now the time of the node
	 * @return this event, or one like it that happens now
	 */
	default HistoryEvent notAfter(Instant now) {
		return this;
	}

	/**
	 * An event that answers an action: the first one recorded counts.
	 */
	sealed interface Completion extends HistoryEvent {

	}

	/**
	 * A client's request that gets past whatever else waits.
	 */
	sealed interface Control extends HistoryEvent {

		@Override
		default boolean isControl() {
			return true;
		}

	}

	/**
	 * An event that records an action of the orchestrator.
	 */
	sealed interface Action extends HistoryEvent {

		/**
		 * Return the name that replay compares.
		 * @return the name of what was called, or an empty string for a timer
		 */
		@Override
		String name();

	}

	/**
	 * The execution begins: always the first event.
	 *
	 * @param timestamp when it was accepted
	 * @param name the name of the orchestrator
	 * @param version the version, or {@code null}
	 * @param input the input, or {@code null}
	 * @param parent the calling orchestration, or {@code null}
	 * @param tags the tags, may be empty
	 * @param scheduledStartAt the start time that was asked for, or {@code null}
	 */
	record ExecutionStarted(Instant timestamp, String name, @Nullable String version, @Nullable String input,
			@Nullable ParentTask parent, Map<String, String> tags,
			@Nullable Instant scheduledStartAt) implements HistoryEvent {

		@Override
		public HistoryEvent notAfter(Instant now) {
			return this.timestamp.isAfter(now) ? new ExecutionStarted(now, this.name, this.version, this.input,
					this.parent, this.tags, this.scheduledStartAt) : this;
		}

	}

	/**
	 * The execution has ended: always the last event.
	 *
	 * @param timestamp when it ended
	 * @param status a terminal status
	 * @param result the output, or {@code null}
	 * @param failure why it failed, or {@code null}
	 * @param failedTasks the sequence numbers of the calls whose failure it died of, in
	 * the case of repeated calls those of the first attempts; empty if it did not
	 */
	record ExecutionCompleted(Instant timestamp, OrchestrationRuntimeStatus status, @Nullable String result,
			@Nullable FailureDetails failure, List<Integer> failedTasks) implements HistoryEvent {

		public ExecutionCompleted(Instant timestamp, OrchestrationRuntimeStatus status, @Nullable String result,
				@Nullable FailureDetails failure) {
			this(timestamp, status, result, failure, List.of());
		}

	}

	/**
	 * The execution was rewound to before its failure: what stands before this event is
	 * what was kept of the execution that failed.
	 *
	 * @param timestamp when it was asked
	 * @param input the reason, or {@code null}
	 * @param previousExecutionId the execution that scheduled what stands before, or
	 * {@code null} as long as this is a mere request
	 */
	record ExecutionRewound(Instant timestamp, @Nullable String input,
			@Nullable UUID previousExecutionId) implements HistoryEvent {

		@Override
		public ExecutionRewound notAfter(Instant now) {
			return this.timestamp.isAfter(now) ? new ExecutionRewound(now, this.input, this.previousExecutionId) : this;
		}

	}

	/**
	 * An event that this version cannot read. The instance is parked.
	 *
	 * @param timestamp when it happened
	 * @param taskId the sequence number of the action that it records or answers, or -1
	 * @param problem what is wrong with it
	 * @param stored the event as it is stored, for the store that has read it
	 */
	record Unreadable(Instant timestamp, int taskId, String problem, Object stored) implements HistoryEvent {

	}

	/**
	 * A client asked to terminate.
	 *
	 * @param timestamp when it was asked
	 * @param input the output to end with, or {@code null}
	 * @param recurse whether sub-orchestrations are terminated too
	 */
	record ExecutionTerminated(Instant timestamp, @Nullable String input, boolean recurse) implements Control {

		@Override
		public HistoryEvent notAfter(Instant now) {
			return this.timestamp.isAfter(now) ? new ExecutionTerminated(now, this.input, this.recurse) : this;
		}

	}

	/**
	 * A client asked to suspend.
	 *
	 * @param timestamp when it was asked
	 * @param input the reason, or {@code null}
	 */
	record ExecutionSuspended(Instant timestamp, @Nullable String input) implements Control {

		@Override
		public HistoryEvent notAfter(Instant now) {
			return this.timestamp.isAfter(now) ? new ExecutionSuspended(now, this.input) : this;
		}

	}

	/**
	 * A client asked to resume.
	 *
	 * @param timestamp when it was asked
	 * @param input the reason, or {@code null}
	 */
	record ExecutionResumed(Instant timestamp, @Nullable String input) implements Control {

		@Override
		public HistoryEvent notAfter(Instant now) {
			return this.timestamp.isAfter(now) ? new ExecutionResumed(now, this.input) : this;
		}

	}

	/**
	 * The orchestrator called an activity.
	 *
	 * @param timestamp the time of the turn
	 * @param taskId the sequence number of the action
	 * @param name the name of the activity
	 * @param input the input, or {@code null}
	 */
	record TaskScheduled(Instant timestamp, int taskId, String name, @Nullable String input) implements Action {

	}

	/**
	 * An activity returned.
	 *
	 * @param timestamp when its result arrived
	 * @param taskId the sequence number of the call
	 * @param result the result, or {@code null}
	 */
	record TaskCompleted(Instant timestamp, int taskId, @Nullable String result) implements Completion {

	}

	/**
	 * An activity failed.
	 *
	 * @param timestamp when the failure arrived
	 * @param taskId the sequence number of the call
	 * @param failure the failure
	 */
	record TaskFailed(Instant timestamp, int taskId, FailureDetails failure) implements Completion {

	}

	/**
	 * The orchestrator called another orchestrator.
	 *
	 * @param timestamp the time of the turn
	 * @param taskId the sequence number of the action
	 * @param name the name of the orchestrator
	 * @param version the version, or {@code null}
	 * @param instanceId the instance ID of the child
	 * @param input the input, or {@code null}
	 * @param detached whether it was merely started: no parent, no answer
	 * @param tags the tags of the child, may be empty
	 * @param scheduledStartAt the start time that was asked for, or {@code null}
	 */
	record SubOrchestrationInstanceCreated(Instant timestamp, int taskId, String name, @Nullable String version,
			String instanceId, @Nullable String input, boolean detached, Map<String, String> tags,
			@Nullable Instant scheduledStartAt) implements Action {

		public SubOrchestrationInstanceCreated(Instant timestamp, int taskId, String name, @Nullable String version,
				String instanceId, @Nullable String input) {
			this(timestamp, taskId, name, version, instanceId, input, false, Map.of(), null);
		}

	}

	/**
	 * A sub-orchestration completed.
	 *
	 * @param timestamp when it completed
	 * @param taskId the sequence number of the call
	 * @param result the output, or {@code null}
	 */
	record SubOrchestrationInstanceCompleted(Instant timestamp, int taskId,
			@Nullable String result) implements Completion {

	}

	/**
	 * A sub-orchestration failed or was terminated.
	 *
	 * @param timestamp when it ended
	 * @param taskId the sequence number of the call
	 * @param failure the failure
	 */
	record SubOrchestrationInstanceFailed(Instant timestamp, int taskId, FailureDetails failure) implements Completion {

	}

	/**
	 * The orchestrator created a timer.
	 *
	 * @param timestamp the time of the turn
	 * @param taskId the sequence number of the action
	 * @param fireAt when it is due
	 */
	record TimerCreated(Instant timestamp, int taskId, Instant fireAt) implements Action {

		@Override
		public String name() {
			return "";
		}

	}

	/**
	 * A timer fired.
	 *
	 * @param timestamp when it was found due
	 * @param taskId the sequence number of the timer
	 * @param fireAt when it was due
	 */
	record TimerFired(Instant timestamp, int taskId, Instant fireAt) implements Completion {

	}

	/**
	 * A turn processes the events before it. Its timestamp is the turn's clock.
	 *
	 * @param timestamp the time of the turn
	 */
	record OrchestratorStarted(Instant timestamp) implements HistoryEvent {

	}

	/**
	 * A turn ends.
	 *
	 * @param timestamp the time of the turn
	 */
	record OrchestratorCompleted(Instant timestamp) implements HistoryEvent {

	}

	/**
	 * The orchestrator sent an event to another instance.
	 *
	 * @param timestamp the time of the turn
	 * @param taskId the sequence number of the action
	 * @param instanceId the receiver
	 * @param name the name of the event
	 * @param input the data, or {@code null}
	 */
	record EventSent(Instant timestamp, int taskId, String instanceId, String name,
			@Nullable String input) implements Action {

	}

	/**
	 * An external event arrived.
	 *
	 * @param timestamp when it was sent
	 * @param name the name of the event
	 * @param input the data, or {@code null}
	 */
	record EventRaised(Instant timestamp, String name, @Nullable String input) implements HistoryEvent {

		@Override
		public HistoryEvent notAfter(Instant now) {
			return this.timestamp.isAfter(now) ? new EventRaised(now, this.name, this.input) : this;
		}

	}

}
