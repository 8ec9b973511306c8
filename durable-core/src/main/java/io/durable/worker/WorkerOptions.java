package io.durable.worker;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

import io.durable.api.Names;
import io.durable.api.Times;

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
 * @param memory how many bytes there are for what is on its way: messages, timers, inputs
 * and results of activities, turns that are not committed. What finds no room waits in
 * the store
 * @param residency what stays in memory between turns
 * @param virtualThreads whether activities and resident orchestrators use virtual threads
 * where the Java version allows it
 * @param maxConcurrent how many activities of a name run on this node at the same time,
 * where that is limited
 * @param slowTurn from when on an orchestrator that does not come back is reported, and
 * its thread replaced
 */
public record WorkerOptions(String nodeId, Duration leaseDuration, Duration pollInterval, Duration sweepInterval,
		int orchestratorThreads, int activityThreads, int maxCheckpointTurns, int maxGenerationsPerTurn, long memory,
		Residency residency, boolean virtualThreads, Map<String, Integer> maxConcurrent, Duration slowTurn) {

	private static final long LEAST_MEMORY = 1024 * 1024;

	private static final int PART_OF_HEAP = 8;

	public WorkerOptions {
		requirePositive(leaseDuration, "leaseDuration");
		requirePositive(pollInterval, "pollInterval");
		requirePositive(sweepInterval, "sweepInterval");
		requirePositive(slowTurn, "slowTurn");
		leaseDuration = Times.bounded(leaseDuration);
		pollInterval = Times.bounded(pollInterval);
		sweepInterval = Times.bounded(sweepInterval);
		slowTurn = Times.bounded(slowTurn);
		Names.checkNodeId(nodeId);
		requirePositive(orchestratorThreads, "orchestratorThreads");
		requirePositive(activityThreads, "activityThreads");
		requirePositive(maxCheckpointTurns, "maxCheckpointTurns");
		requirePositive(maxGenerationsPerTurn, "maxGenerationsPerTurn");
		maxConcurrent.forEach((name, max) -> requirePositive(max, "maxConcurrent of " + name));
		if (memory < LEAST_MEMORY) {
			throw new IllegalArgumentException("memory must be at least " + LEAST_MEMORY + " bytes but is " + memory);
		}
		maxConcurrent = Map.copyOf(maxConcurrent);
	}

	private static void requirePositive(Duration duration, String name) {
		if (duration.isZero() || duration.isNegative()) {
			throw new IllegalArgumentException(name + " must be positive but is " + duration);
		}
	}

	private static void requirePositive(int number, String name) {
		if (number < 1) {
			throw new IllegalArgumentException(name + " must be at least 1 but is " + number);
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
				256, 10, Math.max(LEAST_MEMORY, Runtime.getRuntime().maxMemory() / PART_OF_HEAP), Residency.on(), false,
				Map.of(), Duration.ofSeconds(2));
	}

	private WorkerOptions with(Consumer<Draft> change) {
		Draft draft = new Draft(this);
		change.accept(draft);
		return new WorkerOptions(draft.nodeId, draft.leaseDuration, draft.pollInterval, draft.sweepInterval,
				draft.orchestratorThreads, draft.activityThreads, draft.maxCheckpointTurns, draft.maxGenerationsPerTurn,
				draft.memory, draft.residency, draft.virtualThreads, draft.maxConcurrent, draft.slowTurn);
	}

	/**
	 * Change the residency.
	 * @param newResidency what stays in memory between turns
	 * @return the changed options
	 */
	public WorkerOptions withResidency(Residency newResidency) {
		return with((draft) -> draft.residency = newResidency);
	}

	/**
	 * Change the node ID and the lease.
	 * @param newNodeId names this node among those that share the store
	 * @param newLeaseDuration how long a node's beat may stand still
	 * @return the changed options
	 */
	public WorkerOptions withNode(String newNodeId, Duration newLeaseDuration) {
		return with((draft) -> {
			draft.nodeId = newNodeId;
			draft.leaseDuration = newLeaseDuration;
		});
	}

	/**
	 * Change how often the inbox is read.
	 * @param poll how often without a wake-up
	 * @param sweep how often the whole of it
	 * @return the changed options
	 */
	public WorkerOptions withIntervals(Duration poll, Duration sweep) {
		return with((draft) -> {
			draft.pollInterval = poll;
			draft.sweepInterval = sweep;
		});
	}

	/**
	 * Change how many turns run at the same time.
	 * @param threads the number of threads
	 * @return the changed options
	 */
	public WorkerOptions withOrchestratorThreads(int threads) {
		return with((draft) -> draft.orchestratorThreads = threads);
	}

	/**
	 * Change how many activities run at the same time.
	 * @param threads the number of threads
	 * @return the changed options
	 */
	public WorkerOptions withActivityThreads(int threads) {
		return with((draft) -> draft.activityThreads = threads);
	}

	/**
	 * Change what one checkpoint and one turn may do.
	 * @param turns how many turns a checkpoint has at most
	 * @param generations how often an orchestration continues as new within a turn
	 * @return the changed options
	 */
	public WorkerOptions withBatches(int turns, int generations) {
		return with((draft) -> {
			draft.maxCheckpointTurns = turns;
			draft.maxGenerationsPerTurn = generations;
		});
	}

	/**
	 * Change the memory for what is on its way.
	 * @param bytes the number of bytes
	 * @return the changed options
	 */
	public WorkerOptions withMemory(long bytes) {
		return with((draft) -> draft.memory = bytes);
	}

	/**
	 * Change whether virtual threads are used.
	 * @param virtual whether they are asked for
	 * @return the changed options
	 */
	public WorkerOptions withVirtualThreads(boolean virtual) {
		return with((draft) -> draft.virtualThreads = virtual);
	}

	/**
	 * Limit how many activities of a name run on this node at the same time.
	 * @param activity the name
	 * @param max the number of activities
	 * @return the changed options
	 */
	public WorkerOptions withMaxConcurrent(String activity, int max) {
		return with((draft) -> draft.maxConcurrent.put(activity, max));
	}

	/**
	 * Change when an orchestrator that does not come back is reported.
	 * @param duration how long its code may run without waiting for a task
	 * @return the changed options
	 */
	public WorkerOptions withSlowTurn(Duration duration) {
		return with((draft) -> draft.slowTurn = duration);
	}

	private static final class Draft {

		private String nodeId;

		private Duration leaseDuration;

		private Duration pollInterval;

		private Duration sweepInterval;

		private int orchestratorThreads;

		private int activityThreads;

		private int maxCheckpointTurns;

		private int maxGenerationsPerTurn;

		private long memory;

		private Residency residency;

		private boolean virtualThreads;

		private final Map<String, Integer> maxConcurrent;

		private Duration slowTurn;

		Draft(WorkerOptions options) {
			this.nodeId = options.nodeId;
			this.leaseDuration = options.leaseDuration;
			this.pollInterval = options.pollInterval;
			this.sweepInterval = options.sweepInterval;
			this.orchestratorThreads = options.orchestratorThreads;
			this.activityThreads = options.activityThreads;
			this.maxCheckpointTurns = options.maxCheckpointTurns;
			this.maxGenerationsPerTurn = options.maxGenerationsPerTurn;
			this.memory = options.memory;
			this.residency = options.residency;
			this.virtualThreads = options.virtualThreads;
			this.maxConcurrent = new HashMap<>(options.maxConcurrent);
			this.slowTurn = options.slowTurn;
		}

	}

}
