package io.durable.client;

/**
 * The task hub of this process stops, so that it can tell nothing more about an instance
 * that somebody waits for. The instance is not affected: it goes on where a task hub
 * runs, and can be waited for there.
 */
public class TaskHubStoppedException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	public TaskHubStoppedException(String instanceId) {
		super(("The task hub of this application stops while the instance '%s' is waited for. The instance goes on where "
				+ "a task hub runs: wait for it there, or after the restart.")
			.formatted(instanceId));
	}

}
