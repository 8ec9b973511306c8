package io.durable.worker.activity;

import java.util.UUID;

import io.durable.history.HistoryEvent.TaskScheduled;
import io.durable.worker.turn.RunningWork;
import org.jspecify.annotations.Nullable;

/**
 * An activity that waits for a slot.
 *
 * @param owner for whom it is run
 * @param instanceId the instance ID
 * @param work the call
 * @param name the name of the activity
 * @param storedIn the execution under which the call is stored
 * @param sequenceNumber the place of the call in that history, or -1 if it is gone
 * @param call the call with its input, or {@code null} if there was no room for that
 * @param weight how much of the memory budget the input has taken
 */
record QueuedActivity(WorkOwner owner, String instanceId, RunningWork work, String name, UUID storedIn,
		int sequenceNumber, @Nullable TaskScheduled call, long weight) {

}
