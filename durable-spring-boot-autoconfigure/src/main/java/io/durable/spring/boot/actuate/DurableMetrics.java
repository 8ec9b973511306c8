package io.durable.spring.boot.actuate;

import java.time.Duration;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.function.FunctionRegistry;
import io.durable.function.FunctionRegistry.ActivityFunction;
import io.durable.function.FunctionRegistry.OrchestratorFunction;
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

	private final MeterProvider<Counter> blocked;

	private final Timer checkpoints;

	private final DistributionSummary checkpointSize;

	// Knows how names are spelled
	private volatile FunctionRegistry functions = new FunctionRegistry();

	// The only one, so that an application can declare it as a bean
	public DurableMetrics(MeterRegistry registry) {
		this.orchestrations = Counter.builder("durable.orchestrations")
			.description("Orchestrations by the status that they have reached")
			.withRegistry(registry);
		this.activities = Timer.builder("durable.activities").description("Runs of activities").withRegistry(registry);
		this.blocked = Counter.builder("durable.orchestrations.blocked")
			.description("Turns in which an orchestrator did not come back in time")
			.withRegistry(registry);
		this.checkpoints = Timer.builder("durable.checkpoint").description("Commits of turns").register(registry);
		this.checkpointSize = DistributionSummary.builder("durable.checkpoint.size")
			.description("Turns committed together")
			.baseUnit("turns")
			.register(registry);
	}

	/**
	 * Create meters whose names are spelled as the functions are registered, since
	 * callers may spell them as they like.
	 * @param registry where the meters are kept
	 * @param functions the functions
	 * @return the meters
	 */
	public static DurableMetrics of(MeterRegistry registry, FunctionRegistry functions) {
		DurableMetrics metrics = new DurableMetrics(registry);
		metrics.functions = functions;
		return metrics;
	}

	private String orchestrator(String name) {
		OrchestratorFunction function = this.functions.orchestrator(name);
		return (function != null) ? function.name() : name;
	}

	private String activity(String name) {
		ActivityFunction function = this.functions.activity(name);
		return (function != null) ? function.name() : name;
	}

	@Override
	public void instanceChanged(String instanceId, String name, OrchestrationRuntimeStatus status) {
		this.orchestrations.withTags("name", orchestrator(name), "status", status.text()).increment();
	}

	@Override
	public void activityEnded(String name, boolean succeeded, Duration duration) {
		this.activities.withTags("name", activity(name), "outcome", succeeded ? "SUCCESS" : "FAILURE").record(duration);
	}

	@Override
	public void turnBlocked(String instanceId, String name, Duration duration) {
		this.blocked.withTags("name", orchestrator(name)).increment();
	}

	@Override
	public void checkpointCommitted(int turns, Duration duration) {
		this.checkpoints.record(duration);
		this.checkpointSize.record(turns);
	}

}
