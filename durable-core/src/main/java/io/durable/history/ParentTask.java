package io.durable.history;

import java.util.UUID;

/**
 * The call that a sub-orchestration answers.
 *
 * @param name the name of the calling orchestrator
 * @param instanceId its instance ID
 * @param executionId its execution; an answer to another execution is dropped
 * @param taskId the sequence number of the call
 */
public record ParentTask(String name, String instanceId, UUID executionId, int taskId) {

}
