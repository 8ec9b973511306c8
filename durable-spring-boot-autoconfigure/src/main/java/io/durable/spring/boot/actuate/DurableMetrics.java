package io.durable.spring.boot.actuate;

import java.time.Duration;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.worker.WorkerListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/**
 * {@link WorkerListener} that keeps the meters of a worker.
 */
public final class DurableMetrics implements WorkerListener {

	private final MeterProvider<Counter> orchestrations;

	private final MeterProvider<Timer> activities;

	private final Timer checkpoints;

	private final DistributionSummary checkpointSize;

	public DurableMetrics(MeterRegistry registry) {
		this.orchestrations = Counter.builder("durable.orchestrations")
			.description("Orchestrations by the status that they have reached")
			.withRegistry(registry);
		this.activities = Timer.builder("durable.activities").description("Runs of activities").withRegistry(registry);
		this.checkpoints = Timer.builder("durable.checkpoint").description("Commits of turns").register(registry);
		this.checkpointSize = DistributionSummary.builder("durable.checkpoint.size")
			.description("Turns committed together")
			.baseUnit("turns")
			.register(registry);
	}

	@Override
	public void instanceChanged(String instanceId, String name, OrchestrationRuntimeStatus status) {
		this.orchestrations.withTags("name", name, "status", status.text()).increment();
	}

	@Override
	public void activityEnded(String name, boolean succeeded, Duration duration) {
		this.activities.withTags("name", name, "outcome", succeeded ? "SUCCESS" : "FAILURE").record(duration);
	}

	@Override
	public void checkpointCommitted(int turns, Duration duration) {
		this.checkpoints.record(duration);
		this.checkpointSize.record(turns);
	}

}
