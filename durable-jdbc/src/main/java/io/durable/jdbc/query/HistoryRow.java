package io.durable.jdbc.query;

import java.time.Instant;
import java.util.UUID;

import io.durable.jdbc.codec.EventColumns;
import org.jspecify.annotations.Nullable;

/**
 * A row of the history, as Spring Data reads it.
 *
 * @param partitionId the partition
 * @param executionId the execution
 * @param sequenceNumber the place in its history
 * @param instanceId the instance
 * @param eventType the simple name of the event's class
 * @param eventTimestamp when it happened
 * @param taskId the task ID, or {@code null}
 * @param name the name of what was called or raised
 * @param input the input
 * @param result the result
 * @param status the status that the execution ended with
 * @param failure the failure, as JSON
 * @param attributes what few events have, as JSON
 */
record HistoryRow(int partitionId, UUID executionId, int sequenceNumber, String instanceId, String eventType,
		Instant eventTimestamp, @Nullable Integer taskId, @Nullable String name, @Nullable String input,
		@Nullable String result, @Nullable String status, @Nullable String failure, @Nullable String attributes) {

	public EventColumns event() {
		return new EventColumns(this.eventType, this.eventTimestamp, this.taskId, this.name, this.input, this.result,
				this.status, this.failure, this.attributes);
	}

}
