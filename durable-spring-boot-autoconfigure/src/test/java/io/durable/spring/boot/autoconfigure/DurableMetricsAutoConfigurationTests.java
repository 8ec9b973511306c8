package io.durable.spring.boot.autoconfigure;

import java.time.Duration;

import io.durable.client.DurableTaskClient;
import io.durable.spring.boot.actuate.DurableMetrics;
import io.durable.spring.boot.testing.TestContexts;
import io.durable.store.memory.InMemoryTaskHubStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DurableMetricsAutoConfiguration}.
 */
class DurableMetricsAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = TestContexts.withoutDataSource()
		.withBean(InMemoryTaskHubStore.class)
		.withConfiguration(AutoConfigurations.of(DurableMetricsAutoConfiguration.class));

	@Test
	void metersCountWhatRuns() {
		this.contextRunner
			.withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class,
					CompositeMeterRegistryAutoConfiguration.class, SimpleMetricsExportAutoConfiguration.class))
			.withBean(HelloCitiesTests.Greetings.class)
			.run((context) -> {
				DurableTaskClient client = context.getBean(DurableTaskClient.class);
				String id = client.scheduleNewOrchestrationInstance("HelloCities");
				client.waitForInstanceCompletion(id, Duration.ofSeconds(20), false);
				MeterRegistry meters = context.getBean(MeterRegistry.class);
				assertThat(meters.get("durable.orchestrations")
					.tags("name", "HelloCities", "status", "Completed")
					.counter()
					.count()).isEqualTo(1);
				assertThat(
						meters.get("durable.activities").tags("name", "SayHello", "outcome", "SUCCESS").timer().count())
					.isEqualTo(3);
				assertThat(meters.get("durable.checkpoint").timer().count()).isPositive();
				assertThat(meters.get("durable.checkpoint.size").summary().totalAmount()).isPositive();
			});
	}

	@Test
	void failuresHaveTheirOwnOutcome() {
		SimpleMeterRegistry meters = new SimpleMeterRegistry();
		new DurableMetrics(meters).activityEnded("Any", false, Duration.ofMillis(3));
		assertThat(meters.get("durable.activities").tags("name", "Any", "outcome", "FAILURE").timer().count())
			.isEqualTo(1);
	}

	@Test
	void backsOffToTheMetricsOfTheApplication() {
		this.contextRunner.withBean(SimpleMeterRegistry.class)
			.withBean("own", DurableMetrics.class)
			.run((context) -> assertThat(context).hasSingleBean(DurableMetrics.class).hasBean("own"));
	}

	@Test
	void absentWithoutAMeterRegistry() {
		this.contextRunner.run((context) -> assertThat(context).doesNotHaveBean(DurableMetrics.class));
	}

	@Test
	void absentWithoutMicrometer() {
		this.contextRunner.withClassLoader(new FilteredClassLoader("io.micrometer"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("durableMetrics"));
	}

}
