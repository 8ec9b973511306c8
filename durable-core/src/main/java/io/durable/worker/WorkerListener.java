package io.durable.worker;

import java.time.Duration;

import io.durable.api.OrchestrationRuntimeStatus;

/**
 * Hears what a worker does, soon after the commit. Each listener is called on one thread
 * at a time, in the order in which things happen, and nothing else waits for it. One that
 * is ten thousand events behind misses those that come then; what it throws is logged
 * once.
 */
public interface WorkerListener {

	/**
	 * An instance has another status.
	 * @param instanceId the instance ID
	 * @param name the name of the orchestrator
	 * @param status the status, {@code CONTINUED_AS_NEW} for a new generation
	 */
	default void instanceChanged(String instanceId, String name, OrchestrationRuntimeStatus status) {
	}

	/**
	 * An instance was parked, or has been tried again in vain.
	 * @param instanceId the instance ID
	 * @param name the name of the orchestrator
	 * @param reason why
	 */
	default void instanceParked(String instanceId, String name, String reason) {
	}

	/**
	 * An instance waits for an activity that is not registered here: it is left to the
	 * next owner that has it.
	 * @param instanceId the instance ID
	 * @param name the name of the activity
	 */
	default void activityMissing(String instanceId, String name) {
	}

	/**
	 * An activity has ended.
	 * @param name the name of the activity
	 * @param succeeded whether it returned
	 * @param duration how long it ran
	 */
	default void activityEnded(String name, boolean succeeded, Duration duration) {
	}

	/**
	 * A checkpoint is committed.
	 * @param turns how many turns it had
	 * @param duration how long the commit took
	 */
	default void checkpointCommitted(int turns, Duration duration) {
	}

	/**
	 * The code of an orchestrator does not come back.
	 * @param instanceId the instance ID
	 * @param name the name of the orchestrator
	 * @param duration for how long it has been running
	 */
	default void turnBlocked(String instanceId, String name, Duration duration) {
	}

	/**
	 * A history was read from the store.
	 * @param events how many events it has
	 */
	default void historyRead(int events) {
	}

	/**
	 * A history was replayed.
	 * @param events how many events it has
	 */
	default void historyReplayed(int events) {
	}

}
