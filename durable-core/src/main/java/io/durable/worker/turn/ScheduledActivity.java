package io.durable.worker.turn;

import java.util.UUID;

import io.durable.history.HistoryEvent.TaskScheduled;

/**
 * A call of an activity, and where its input can be read again.
 *
 * @param executionId the calling execution
 * @param storedIn the execution under which the call is stored, which is another one if
 * the instance was rewound since
 * @param sequenceNumber the place of the call in that history, or -1 if the history is
 * gone
 * @param call the call
 */
public record ScheduledActivity(UUID executionId, UUID storedIn, int sequenceNumber, TaskScheduled call) {

	public RunningWork work() {
		return new RunningWork(this.executionId, this.call.taskId());
	}

}
