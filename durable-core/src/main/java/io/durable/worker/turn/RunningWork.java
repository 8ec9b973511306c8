package io.durable.worker.turn;

import java.util.UUID;

/**
 * An activity, or the start of a child, that this node has taken on.
 *
 * @param executionId the execution that scheduled it
 * @param taskId its sequence number
 */
public record RunningWork(UUID executionId, int taskId) {

}
