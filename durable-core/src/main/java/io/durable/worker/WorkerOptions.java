package io.durable.worker;

import java.time.Duration;
import java.util.UUID;

/**
 * How a worker works.
 *
 * @param nodeId names this node among those that share the store
 * @param leaseDuration how long a node's beat may stand still before others take its
 * partitions over
 * @param pollInterval how often the inbox is read without a wake-up
 * @param sweepInterval how often the whole inbox is read
 * @param orchestratorThreads how many turns run at the same time
 * @param activityThreads how many activities run at the same time
 * @param maxCheckpointTurns how many turns a checkpoint has at most
 * @param maxGenerationsPerTurn how often an orchestration continues as new within a turn
 * before it gives way to others
 * @param maxUnreadMessages how many messages are held in memory before further ones are
 * left in the store
 * @param residency what stays in memory between turns
 * @param virtualThreads whether activities and parked orchestrators use virtual threads
 * where the Java version allows it
 */
public record WorkerOptions(String nodeId, Duration leaseDuration, Duration pollInterval, Duration sweepInterval,
		int orchestratorThreads, int activityThreads, int maxCheckpointTurns, int maxGenerationsPerTurn,
		int maxUnreadMessages, Residency residency, boolean virtualThreads) {

	public WorkerOptions {
		requirePositive(leaseDuration, "leaseDuration");
		requirePositive(pollInterval, "pollInterval");
		requirePositive(sweepInterval, "sweepInterval");
		if (orchestratorThreads < 1 || activityThreads < 1 || maxCheckpointTurns < 1 || maxGenerationsPerTurn < 1
				|| maxUnreadMessages < 1) {
			throw new IllegalArgumentException(
					"The limits of a worker must be at least 1: " + orchestratorThreads + ", " + activityThreads + ", "
							+ maxCheckpointTurns + ", " + maxGenerationsPerTurn + ", " + maxUnreadMessages);
		}
	}

	private static void requirePositive(Duration duration, String name) {
		if (duration.isZero() || duration.isNegative()) {
			throw new IllegalArgumentException(name + " must be positive but is " + duration);
		}
	}

	/**
	 * Return the defaults.
	 * @return options with a generated node ID
	 */
	public static WorkerOptions defaults() {
		int processors = Runtime.getRuntime().availableProcessors();
		return new WorkerOptions("node-" + UUID.randomUUID().toString().substring(0, 8), Duration.ofSeconds(10),
				Duration.ofMillis(500), Duration.ofSeconds(30), Math.max(4, processors), Math.max(16, 10 * processors),
				256, 10, 20_000, Residency.on(), false);
	}

	/**
	 * Change the residency.
	 * @param newResidency what stays in memory between turns
	 * @return the changed options
	 */
	public WorkerOptions withResidency(Residency newResidency) {
		return new WorkerOptions(this.nodeId, this.leaseDuration, this.pollInterval, this.sweepInterval,
				this.orchestratorThreads, this.activityThreads, this.maxCheckpointTurns, this.maxGenerationsPerTurn,
				this.maxUnreadMessages, newResidency, this.virtualThreads);
	}

	/**
	 * Change the node ID and the lease.
	 * @param newNodeId names this node among those that share the store
	 * @param newLeaseDuration how long a node's beat may stand still
	 * @return the changed options
	 */
	public WorkerOptions withNode(String newNodeId, Duration newLeaseDuration) {
		return new WorkerOptions(newNodeId, newLeaseDuration, this.pollInterval, this.sweepInterval,
				this.orchestratorThreads, this.activityThreads, this.maxCheckpointTurns, this.maxGenerationsPerTurn,
				this.maxUnreadMessages, this.residency, this.virtualThreads);
	}

}
