package io.durable.worker.turn;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import io.durable.history.HistoryEvent.EventSent;
import io.durable.history.HistoryEvent.SubOrchestrationInstanceCreated;
import org.jspecify.annotations.Nullable;

/**
 * A call of a sub-orchestration with a given ID. It is started after the checkpoint, so
 * events that the same turn sends to it go with its start.
 *
 * @param executionId the calling execution
 * @param created the call
 * @param events events to it, in the order in which they were sent
 * @param rewoundAt when the caller was rewound, so that the child may have failed before
 * and must run again, or {@code null} if it was not
 */
public record GivenChild(UUID executionId, SubOrchestrationInstanceCreated created, List<EventSent> events,
		@Nullable Instant rewoundAt) {

	public RunningWork work() {
		return new RunningWork(this.executionId, this.created.taskId());
	}

}
