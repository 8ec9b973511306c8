package io.durable.api;

/**
 * An activity or a sub-orchestration failed. Thrown by {@link Task#await()}; an
 * orchestrator may catch it.
 */
public class TaskFailedException extends RuntimeException {

	private final int taskId;

	private final String taskName;

	private final FailureDetails details;

	public TaskFailedException(String taskName, int taskId, FailureDetails details) {
		this("Task '%s' (#%d) failed with an unhandled exception: %s".formatted(taskName, taskId,
				details.getErrorMessage()), taskName, taskId, details);
	}

	protected TaskFailedException(String message, String taskName, int taskId, FailureDetails details) {
		super(message);
		this.taskName = taskName;
		this.taskId = taskId;
		this.details = details;
	}

	/**
	 * Return the sequence number of the failed task.
	 * @return the task ID
	 */
	public int getTaskId() {
		return this.taskId;
	}

	/**
	 * Return the name of the failed activity or orchestration.
	 * @return the name
	 */
	public String getTaskName() {
		return this.taskName;
	}

	/**
	 * Return what is known of the failure.
	 * @return the details
	 */
	public FailureDetails getErrorDetails() {
		return this.details;
	}

}
