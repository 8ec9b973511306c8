package io.durable.spring.boot.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.durable.api.Activity;
import io.durable.api.Orchestrator;
import io.durable.api.TaskActivityContext;
import io.durable.api.TaskOrchestrationContext;
import io.durable.client.DurableTaskClient;
import io.durable.hub.TaskHub;
import io.durable.spring.boot.testing.TestContexts;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two application contexts of one process on one embedded database, as the contexts that
 * a test run caches.
 */
@ExtendWith(OutputCaptureExtension.class)
class SharedDatabaseTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	private static final Map<String, AtomicInteger> RUNS = new ConcurrentHashMap<>();

	@BeforeEach
	void forget() {
		RUNS.clear();
	}

	private static ApplicationContextRunner contexts(String url) {
		return TestContexts.onH2()
			.withBean(Steps.class)
			.withPropertyValues("spring.datasource.url=" + url, "durable.lease-duration=10s",
					"durable.poll-interval=50ms");
	}

	@Test
	void contextsShareADatabaseInMemory(CapturedOutput output) {
		share("jdbc:h2:mem:" + UUID.randomUUID(), output);
	}

	@Test
	void contextsShareAFile(@TempDir Path directory, CapturedOutput output) {
		share("jdbc:h2:file:" + directory.resolve("hub"), output);
	}

	private void share(String url, CapturedOutput output) {
		contexts(url).run((first) -> contexts(url).run((second) -> {
			assertThat(first).hasNotFailed();
			assertThat(second).hasNotFailed();
			assertThat(output).containsOnlyOnce("is open in this process already");
			startAndComplete(second);
			startAndComplete(first);
			assertThat(RUNS).hasSize(16).allSatisfy((id, runs) -> assertThat(runs).hasValue(3));
			assertThat(first.getBean(TaskHub.class).ownedPartitions()).hasSize(32);
			assertThat(second.getBean(TaskHub.class).ownedPartitions()).isEmpty();
			// As Spring does with a context that no test uses at the moment
			ConfigurableApplicationContext cached = first.getSourceApplicationContext();
			cached.pause();
			Awaitility.await()
				.atMost(TIMEOUT)
				.until(() -> second.getBean(TaskHub.class).ownedPartitions().size() == 32);
			startAndComplete(second);
			cached.restart();
			startAndComplete(first);
			assertThat(RUNS).hasSize(32).allSatisfy((id, runs) -> assertThat(runs).hasValue(3));
			assertThat(first.getBean(TaskHub.class).ownedPartitions()).isEmpty();
		}));
	}

	private static void startAndComplete(ApplicationContext context) throws Exception {
		DurableTaskClient client = context.getBean(DurableTaskClient.class);
		List<String> ids = IntStream.range(0, 8)
			.mapToObj((i) -> client.scheduleNewOrchestrationInstance("Steps"))
			.toList();
		for (String id : ids) {
			assertThat(client.waitForInstanceCompletion(id, TIMEOUT, true).readOutputAs(Integer.class)).isEqualTo(3);
		}
	}

	static class Steps {

		@Activity("Step")
		int step(TaskActivityContext context) {
			return RUNS.computeIfAbsent(context.getInstanceId(), (id) -> new AtomicInteger()).incrementAndGet();
		}

		@Orchestrator("Steps")
		int steps(TaskOrchestrationContext context) {
			int last = 0;
			for (int i = 0; i < 3; i++) {
				last = context.callActivity("Step", Integer.class).await();
				context.createTimer(Duration.ofMillis(100)).await();
			}
			return last;
		}

	}

}
