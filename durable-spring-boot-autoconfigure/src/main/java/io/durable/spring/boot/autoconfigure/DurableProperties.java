package io.durable.spring.boot.autoconfigure;

import java.time.Duration;
import java.util.OptionalLong;

import io.durable.api.Times;
import io.durable.worker.WorkerOptions;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;
import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;

/**
 * Configuration properties of the task hub.
 *
 * @param enabled Whether durable orchestrations are switched on.
 * @param nodeId Name of this node, unique among those that share a task hub. Generated at
 * each start if not set.
 * @param leaseDuration How long a node may be silent before others take its partitions
 * over.
 * @param pollInterval How often the store is asked for messages of which no wake-up was
 * heard.
 * @param onNonDeterminism What becomes of an instance whose code does not do what its
 * history says: it is parked until code that fits is deployed, or it fails.
 * @param worker Settings of the worker.
 * @param orchestrations Settings of orchestrations.
 * @param activities Settings of activities. Those of single ones are read by
 * {@link ActivityLimits}.
 * @param checkpoint Settings of checkpoints.
 * @param residency What stays in memory between the turns of an instance.
 * @param shutdown Settings of the shutdown.
 */
@ConfigurationProperties("durable")
public record DurableProperties(@DefaultValue("true") boolean enabled, @Nullable String nodeId,
		@DefaultValue("10s") Duration leaseDuration, @DefaultValue("500ms") Duration pollInterval,
		@DefaultValue("park") NonDeterminism onNonDeterminism, @DefaultValue Worker worker,
		@DefaultValue Orchestrations orchestrations, @DefaultValue Activities activities,
		@DefaultValue Checkpoint checkpoint, @DefaultValue Residency residency, @DefaultValue Shutdown shutdown) {

	public DurableProperties {
		requirePositive(leaseDuration, "durable.lease-duration");
		requirePositive(pollInterval, "durable.poll-interval");
	}

	private static void requirePositive(Duration duration, String name) {
		Assert.isTrue(Times.millis(duration) > 0,
				() -> "%s must be at least 1ms but is %d ms: write a duration such as 2s".formatted(name,
						Times.millis(duration)));
	}

	private static void requireAtLeast(int least, @Nullable Integer number, String name) {
		Assert.isTrue(number == null || number >= least,
				() -> "%s must be at least %d but is %d".formatted(name, least, number));
	}

	/**
	 * Return how a worker works with these properties.
	 * @param virtualThreads whether the application asks for virtual threads
	 * @return the options
	 */
	WorkerOptions workerOptions(boolean virtualThreads) {
		WorkerOptions defaults = WorkerOptions.defaults();
		WorkerOptions options = defaults
			.withNode(StringUtils.hasText(this.nodeId) ? this.nodeId : defaults.nodeId(), this.leaseDuration)
			.withIntervals(this.pollInterval, defaults.sweepInterval())
			.withOrchestratorThreads(orDefault(this.orchestrations.threads(), defaults.orchestratorThreads()))
			.withActivityThreads(orDefault(this.activities.threads(), defaults.activityThreads()))
			.withBatches(this.checkpoint.maxTurns(), defaults.maxGenerationsPerTurn())
			.withResidency(this.residency.options())
			.withVirtualThreads(virtualThreads)
			.withSlowTurn(this.orchestrations.slowTurn());
		DataSize memory = this.worker.memory();
		return (memory != null) ? options.withMemory(memory.toBytes()) : options;
	}

	private static int orDefault(@Nullable Integer value, int defaultValue) {
		return (value != null) ? value : defaultValue;
	}

	/**
	 * Settings of the worker.
	 *
	 * @param enabled Whether this application runs orchestrations and activities. If not,
	 * it only starts and manages instances that other nodes run.
	 * @param memory How much memory there is for what is on its way: messages, timers,
	 * inputs and results of activities, and turns that are not committed. What finds no
	 * room waits in the store. By default an eighth of the heap.
	 * @param keepAlive Whether the application stays alive while its worker runs, even if
	 * nothing else, such as a web server, keeps it alive.
	 */
	public record Worker(@DefaultValue("true") boolean enabled, @Nullable DataSize memory,
			@DefaultValue("true") boolean keepAlive) {

		private static final DataSize LEAST_MEMORY = DataSize.ofMegabytes(1);

		public Worker {
			Assert.isTrue(memory == null || memory.compareTo(LEAST_MEMORY) >= 0,
					() -> "durable.worker.memory must be at least 1MB but is %s: write a size such as 64MB, or leave it out for an eighth of the heap"
						.formatted(memory));
		}

	}

	/**
	 * Settings of orchestrations.
	 *
	 * @param threads How many orchestrators run at the same time. By default the number
	 * of processors, at least 4.
	 * @param slowTurn How long the code of an orchestrator may run without waiting for a
	 * task, before it counts as blocked: it is reported, and another thread takes its
	 * place.
	 */
	public record Orchestrations(@Nullable Integer threads, @DefaultValue("2s") Duration slowTurn) {

		public Orchestrations {
			requireAtLeast(1, threads, "durable.orchestrations.threads");
			requirePositive(slowTurn, "durable.orchestrations.slow-turn");
		}

	}

	/**
	 * Settings of activities.
	 *
	 * @param threads How many activities run at the same time. By default 10 times the
	 * number of processors, at least 16.
	 */
	public record Activities(@Nullable Integer threads) {

		public Activities {
			requireAtLeast(1, threads, "durable.activities.threads");
		}

	}

	/**
	 * Settings of checkpoints.
	 *
	 * @param maxTurns How many turns are committed together at most.
	 */
	public record Checkpoint(@DefaultValue("256") int maxTurns) {

		public Checkpoint {
			requireAtLeast(1, maxTurns, "durable.checkpoint.max-turns");
		}

	}

	/**
	 * What stays in memory between the turns of an instance.
	 *
	 * @param enabled Whether instances stay in memory between their turns. If not, every
	 * turn reads the history from the store.
	 * @param maxHistorySize How much memory the histories that are kept may take, about.
	 * @param residentFrom From how many history events on the orchestrator's thread is
	 * kept instead of replaying the history.
	 * @param maxResidentThreads How many such threads are kept at most.
	 */
	public record Residency(@DefaultValue("true") boolean enabled, @DefaultValue("64MB") DataSize maxHistorySize,
			@DefaultValue("64") int residentFrom, @DefaultValue("256") int maxResidentThreads) {

		public Residency {
			requireAtLeast(0, residentFrom, "durable.residency.resident-from");
			requireAtLeast(0, maxResidentThreads, "durable.residency.max-resident-threads");
		}

		private io.durable.worker.Residency options() {
			return this.enabled ? new io.durable.worker.Residency(this.maxHistorySize.toBytes(), this.residentFrom,
					this.maxResidentThreads, OptionalLong.empty()) : io.durable.worker.Residency.off();
		}

	}

	/**
	 * Settings of the shutdown.
	 *
	 * @param grace How long running activities may take to end when the application shuts
	 * down, before they are interrupted. Must be shorter than
	 * spring.lifecycle.timeout-per-shutdown-phase, and is by default a little shorter.
	 */
	public record Shutdown(@Nullable Duration grace) {

	}

}
