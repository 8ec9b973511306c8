package io.durable.spring.boot.autoconfigure;

import io.durable.function.FunctionRegistry;
import io.durable.hub.TaskHub;
import io.durable.spring.boot.actuate.DurableMetrics;
import io.durable.spring.boot.actuate.WorkerLoadMetrics;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the meters of the task hub.
 */
@AutoConfiguration(before = DurableAutoConfiguration.class,
		afterName = { "org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration",
				"org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration" })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean(MeterRegistry.class)
@ConditionalOnBooleanProperty(name = "durable.enabled", matchIfMissing = true)
public final class DurableMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	DurableMetrics durableMetrics(MeterRegistry meterRegistry, ObjectProvider<FunctionRegistry> functions) {
		return DurableMetrics.of(meterRegistry, functions.getIfAvailable(FunctionRegistry::new));
	}

	// Of a task hub that comes later: it needs the other meters
	@Bean
	@ConditionalOnMissingBean
	WorkerLoadMetrics durableWorkerLoadMetrics(ObjectProvider<TaskHub> taskHub) {
		return new WorkerLoadMetrics(() -> {
			TaskHub hub = taskHub.getIfAvailable();
			return (hub != null) ? hub.load() : null;
		});
	}

}
