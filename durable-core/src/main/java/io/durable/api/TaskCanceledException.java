package io.durable.api;

/**
 * A task ended without a result because it was cancelled or its time was up.
 */
public class TaskCanceledException extends TaskFailedException {

	public TaskCanceledException(String message, String taskName, int taskId) {
		super(message, taskName, taskId,
				new FailureDetails(TaskCanceledException.class.getName(), message, null, true, null, null));
	}

}
