package io.durable.spring.boot.actuate;

import java.util.Locale;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

import io.durable.worker.WorkerLoad;
import io.durable.worker.memory.Share;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

/**
 * {@link MeterBinder} for how full a worker is. While it does not run there are no
 * values.
 */
public final class WorkerLoadMetrics implements MeterBinder {

	private final Supplier<@Nullable WorkerLoad> load;

	/**
	 * Create the meters.
	 * @param load returns the figures of the moment, or {@code null} if there are none
	 */
	public WorkerLoadMetrics(Supplier<@Nullable WorkerLoad> load) {
		this.load = load;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		bindMemory(registry);
		gauge("durable.turns.waiting", WorkerLoad::waitingTurns, "Turns that wait for a thread", "turns", registry);
		gauge("durable.turns.blocked", WorkerLoad::blockedTurns, "Orchestrators that do not come back", "turns",
				registry);
		gauge("durable.activities.waiting", WorkerLoad::waitingActivities, "Activities that wait for a slot",
				"activities", registry);
		gauge("durable.resident.instances", WorkerLoad::residentInstances,
				"Instances that have their history in memory", "instances", registry);
		gauge("durable.resident.size", WorkerLoad::residentBytes, "Memory of the histories in memory", BaseUnits.BYTES,
				registry);
		gauge("durable.resident.threads", WorkerLoad::residentThreads, "Threads that stay in orchestrators",
				BaseUnits.THREADS, registry);
		FunctionCounter
			.builder("durable.resident.evictions", this.load, (source) -> value(source, WorkerLoad::evictedInstances))
			.description("Instances that had to make room for others")
			.baseUnit("instances")
			.register(registry);
	}

	private void bindMemory(MeterRegistry registry) {
		gauge("durable.memory.max", WorkerLoad::memory, "Memory for what is on its way", BaseUnits.BYTES, registry);
		for (Share share : Share.values()) {
			String name = share.name().toLowerCase(Locale.ROOT).replace('_', '-');
			gauge("durable.memory.used", (figures) -> figures.used().getOrDefault(name, 0L),
					"Memory that is used by what is on its way", BaseUnits.BYTES, registry, "share", name);
			gauge("durable.memory.peak", (figures) -> figures.peak().getOrDefault(name, 0L),
					"Most memory that was used by what was on its way", BaseUnits.BYTES, registry, "share", name);
		}
	}

	private void gauge(String name, ToDoubleFunction<WorkerLoad> figure, String description, String unit,
			MeterRegistry registry, String... tags) {
		Gauge.builder(name, this.load, (source) -> value(source, figure))
			.description(description)
			.baseUnit(unit)
			.tags(tags)
			.register(registry);
	}

	private static double value(Supplier<@Nullable WorkerLoad> source, ToDoubleFunction<WorkerLoad> figure) {
		WorkerLoad figures = source.get();
		return (figures != null) ? figure.applyAsDouble(figures) : Double.NaN;
	}

}
