package io.durable.spring.boot.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.client.DurableTaskClient;
import io.durable.function.FunctionRegistry;
import io.durable.function.FunctionRegistry.OrchestratorFunction;
import io.durable.hub.TaskHub;
import io.durable.spring.boot.actuate.DurableMetrics;
import io.durable.spring.boot.actuate.WorkerLoadMetrics;
import io.durable.spring.boot.testing.TestContexts;
import io.durable.store.memory.InMemoryTaskHubStore;
import io.durable.worker.memory.Share;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.search.MeterNotFoundException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
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
				client.waitForInstanceCompletion(id, Duration.ofSeconds(60), false);
				MeterRegistry meters = context.getBean(MeterRegistry.class);
				// The result comes first, listeners are told after
				Awaitility.await()
					.atMost(Duration.ofSeconds(60))
					.ignoreException(MeterNotFoundException.class)
					.untilAsserted(() -> {
						assertThat(meters.get("durable.orchestrations")
							.tags("name", "HelloCities", "status", "Completed")
							.counter()
							.count()).isEqualTo(1);
						assertThat(meters.get("durable.activities")
							.tags("name", "SayHello", "outcome", "SUCCESS")
							.timer()
							.count()).isEqualTo(3);
						assertThat(meters.get("durable.checkpoint").timer().count()).isPositive();
						assertThat(meters.get("durable.checkpoint.size").summary().totalAmount()).isPositive();
					});
			});
	}

	@Test
	void gaugesShowHowFullTheWorkerIs() {
		CountDownLatch mayEnd = new CountDownLatch(1);
		this.contextRunner
			.withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class,
					CompositeMeterRegistryAutoConfiguration.class, SimpleMetricsExportAutoConfiguration.class))
			.withPropertyValues("durable.worker.memory=8MB", "durable.orchestrations.slow-turn=10ms")
			.run((context) -> {
				TaskHub hub = context.getBean(TaskHub.class);
				hub.functions()
					.add(new OrchestratorFunction("Block", (orchestration) -> mayEnd.await(90, TimeUnit.SECONDS),
							"test", null));
				hub.functions()
					.add(new OrchestratorFunction("Wait",
							(orchestration) -> orchestration.waitForExternalEvent("Go", String.class).await(), "test",
							null));
				String waits = hub.client().scheduleNewOrchestrationInstance("Wait");
				hub.client().waitForInstanceStart(waits, Duration.ofSeconds(60));
				String blocks = hub.client().scheduleNewOrchestrationInstance("Block");
				MeterRegistry meters = context.getBean(MeterRegistry.class);
				// Listeners hear of it a moment after the gauge shows it
				Awaitility.await()
					.atMost(Duration.ofSeconds(60))
					.ignoreException(MeterNotFoundException.class)
					.untilAsserted(() -> {
						assertThat(meters.get("durable.turns.blocked").gauge().value()).isEqualTo(1);
						assertThat(meters.get("durable.orchestrations.blocked").tags("name", "Block").counter().count())
							.isEqualTo(1);
						assertThat(meters.get("durable.resident.instances").gauge().value()).isEqualTo(1);
					});
				assertThat(meters.get("durable.memory.max").gauge().value()).isEqualTo(8 * 1024 * 1024);
				assertThat(meters.get("durable.resident.size").gauge().value()).isPositive();
				assertThat(meters.get("durable.memory.used").gauges()).hasSize(Share.values().length)
					.extracting((gauge) -> gauge.getId().getTag("share"))
					.containsExactlyInAnyOrderElementsOf(hub.load().used().keySet());
				assertThat(meters.get("durable.memory.peak").tags("share", "checkpoints").gauge().value()).isPositive();
				assertThat(meters.get("durable.activities.waiting").gauge().value()).isZero();
				assertThat(meters.get("durable.turns.waiting").gauge().value()).isZero();
				assertThat(meters.get("durable.resident.threads").gauge().value()).isZero();
				assertThat(meters.get("durable.resident.evictions").functionCounter().count()).isZero();
				mayEnd.countDown();
				assertThat(hub.client().waitForInstanceCompletion(blocks, Duration.ofSeconds(60), false).isCompleted())
					.isTrue();
				Awaitility.await()
					.atMost(Duration.ofSeconds(60))
					.untilAsserted(() -> assertThat(meters.get("durable.turns.blocked").gauge().value()).isZero());
			});
	}

	@Test
	void gaugesHaveNoValuesWhileTheWorkerDoesNotRun() {
		SimpleMeterRegistry meters = new SimpleMeterRegistry();
		new WorkerLoadMetrics(() -> null).bindTo(meters);
		assertThat(meters.get("durable.memory.used").gauges()).isNotEmpty()
			.allSatisfy((gauge) -> assertThat(gauge.value()).isNaN());
	}

	@Test
	void allSpellingsOfANameAreOneMeter() {
		SimpleMeterRegistry meters = new SimpleMeterRegistry();
		FunctionRegistry functions = new FunctionRegistry();
		functions.add(new FunctionRegistry.OrchestratorFunction("Pay", (context) -> null, "test", null));
		functions.add(new FunctionRegistry.ActivityFunction("Book", (context) -> null, "test", null));
		DurableMetrics metrics = DurableMetrics.of(meters, functions);
		for (String name : List.of("Pay", "pay", "PAY", "pAY")) {
			metrics.instanceChanged("id", name, OrchestrationRuntimeStatus.COMPLETED);
			metrics.turnBlocked("id", name, Duration.ofSeconds(1));
		}
		metrics.activityEnded("book", true, Duration.ofMillis(3));
		metrics.activityEnded("BOOK", true, Duration.ofMillis(3));
		assertThat(meters.get("durable.orchestrations").tag("name", "Pay").counter().count()).isEqualTo(4);
		assertThat(meters.find("durable.orchestrations").counters()).hasSize(1);
		assertThat(meters.find("durable.orchestrations.blocked").counters()).hasSize(1);
		assertThat(meters.find("durable.activities").timers()).hasSize(1);
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
			.withBean("ownLoad", WorkerLoadMetrics.class, () -> new WorkerLoadMetrics(() -> null))
			.run((context) -> assertThat(context).hasSingleBean(DurableMetrics.class)
				.hasBean("own")
				.hasSingleBean(WorkerLoadMetrics.class)
				.hasBean("ownLoad"));
	}

	@Test
	void absentWithoutAMeterRegistry() {
		this.contextRunner.run((context) -> assertThat(context).doesNotHaveBean(DurableMetrics.class)
			.doesNotHaveBean(WorkerLoadMetrics.class));
	}

	@Test
	void absentWithoutMicrometer() {
		this.contextRunner.withClassLoader(new FilteredClassLoader("io.micrometer"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("durableMetrics"));
	}

}
