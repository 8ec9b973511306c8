package io.durable.spring.boot.autoconfigure;

import java.time.Duration;
import java.util.OptionalLong;

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
 * @param activities Settings of activities.
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
		Assert.isTrue(leaseDuration.toMillis() > 0, "durable.lease-duration must be positive");
		Assert.isTrue(pollInterval.toMillis() > 0, "durable.poll-interval must be positive");
	}

	/**
	 * Return how a worker works with these properties.
	 * @param virtualThreads whether the application asks for virtual threads
	 * @return the options
	 */
	WorkerOptions workerOptions(boolean virtualThreads) {
		WorkerOptions defaults = WorkerOptions.defaults();
		return new WorkerOptions(StringUtils.hasText(this.nodeId) ? this.nodeId : defaults.nodeId(), this.leaseDuration,
				this.pollInterval, defaults.sweepInterval(),
				orDefault(this.orchestrations.threads(), defaults.orchestratorThreads()),
				orDefault(this.activities.threads(), defaults.activityThreads()), this.checkpoint.maxTurns(),
				defaults.maxGenerationsPerTurn(), defaults.maxUnreadMessages(), this.residency.options(),
				virtualThreads);
	}

	private static int orDefault(@Nullable Integer value, int defaultValue) {
		return (value != null) ? value : defaultValue;
	}

	/**
	 * Settings of the worker.
	 *
	 * @param enabled Whether this application runs orchestrations and activities. If not,
	 * it only starts and manages instances that other nodes run.
	 */
	public record Worker(@DefaultValue("true") boolean enabled) {

	}

	/**
	 * Settings of orchestrations.
	 *
	 * @param threads How many orchestrators run at the same time. By default the number
	 * of processors, at least 4.
	 */
	public record Orchestrations(@Nullable Integer threads) {

		public Orchestrations {
			Assert.isTrue(threads == null || threads > 0, "durable.orchestrations.threads must be at least 1");
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
			Assert.isTrue(threads == null || threads > 0, "durable.activities.threads must be at least 1");
		}

	}

	/**
	 * Settings of checkpoints.
	 *
	 * @param maxTurns How many turns are committed together at most.
	 */
	public record Checkpoint(@DefaultValue("256") int maxTurns) {

		public Checkpoint {
			Assert.isTrue(maxTurns > 0, "durable.checkpoint.max-turns must be at least 1");
		}

	}

	/**
	 * What stays in memory between the turns of an instance.
	 *
	 * @param enabled Whether instances stay in memory between their turns. If not, every
	 * turn reads the history from the store.
	 * @param maxHistorySize How much memory the histories that are kept may take, about.
	 * @param parkFrom From how many history events on the orchestrator's thread is kept
	 * instead of replaying the history.
	 * @param maxParkedThreads How many such threads are kept at most.
	 */
	public record Residency(@DefaultValue("true") boolean enabled, @DefaultValue("64MB") DataSize maxHistorySize,
			@DefaultValue("64") int parkFrom, @DefaultValue("256") int maxParkedThreads) {

		public Residency {
			Assert.isTrue(parkFrom >= 0, "durable.residency.park-from must not be negative");
			Assert.isTrue(maxParkedThreads >= 0, "durable.residency.max-parked-threads must not be negative");
		}

		private io.durable.worker.Residency options() {
			return this.enabled ? new io.durable.worker.Residency(this.maxHistorySize.toBytes(), this.parkFrom,
					this.maxParkedThreads, OptionalLong.empty()) : io.durable.worker.Residency.off();
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
