package io.durable.spring.boot.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.durable.api.Activity;
import io.durable.client.DurableTaskClient;
import io.durable.function.FunctionRegistry.OrchestratorFunction;
import io.durable.hub.TaskHub;
import io.durable.spring.boot.testing.TestContexts;
import io.durable.store.memory.InMemoryTaskHubStore;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TaskHubLifecycle}.
 */
@ExtendWith(OutputCaptureExtension.class)
class TaskHubLifecycleTests {

	@Test
	void startUpLineSaysWhatRunsAndWhere(@TempDir Path directory, CapturedOutput output) {
		String url = "jdbc:h2:file:" + directory.resolve("hub");
		TestContexts.onH2()
			.withBean(HelloCitiesTests.Greetings.class)
			.withPropertyValues("spring.datasource.url=" + url, "durable.node-id=here")
			.run((context) -> assertThat(output)
				.containsOnlyOnce("Task hub on H2 at " + url + ", schema version 1: node here, 32 partitions, "
						+ "1 orchestrators, 1 activities")
				.doesNotContain("all instances are lost"));
	}

	@Test
	void warnsOfAnH2DatabaseInMemory(CapturedOutput output) {
		TestContexts.onH2()
			.run((context) -> assertThat(output)
				.containsOnlyOnce("The task hub is in memory: all instances are lost when the application ends. "
						+ "To keep them, use a file, for example spring.datasource.url=jdbc:h2:file:./data/durable"));
	}

	@Test
	void warnsOfALimitForAnActivityThatDoesNotExist(CapturedOutput output) {
		TestContexts.onH2()
			.withBean(HelloCitiesTests.Greetings.class)
			.withPropertyValues("durable.activities.sayhello.max-concurrent=2",
					"durable.activities.SayHelo.max-concurrent=2")
			.run((context) -> assertThat(output)
				.containsOnlyOnce("There is no activity 'SayHelo' that durable.activities.SayHelo.max-concurrent "
						+ "could limit: registered are [SayHello]")
				.doesNotContain("no activity 'sayhello'"));
	}

	@Test
	void startUpLineSaysThatThereIsNoWorker(CapturedOutput output) {
		TestContexts.onH2()
			.withPropertyValues("durable.node-id=here", "durable.worker.enabled=false")
			.run((context) -> assertThat(output).contains("node here (client only), 32 partitions"));
	}

	@Test
	void startsAfterTheWebServerAndStopsBeforeIt() {
		TestContexts.withoutDataSource().withBean(InMemoryTaskHubStore.class).run((context) -> {
			int phase = context.getBean(TaskHubLifecycle.class).getPhase();
			assertThat(phase).isGreaterThan(WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE)
				.isGreaterThan(WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE);
		});
	}

	@Test
	void theApplicationStaysAliveWhileItsWorkerRuns() {
		ApplicationContextRunner runner = TestContexts.withoutDataSource().withBean(InMemoryTaskHubStore.class);
		// That of an earlier test may not have ended yet
		assertNothingKeepsAlive();
		runner.run((context) -> assertThat(keepingAlive()).hasSize(1));
		assertNothingKeepsAlive();
		runner.run((context) -> {
			TaskHubLifecycle lifecycle = context.getBean(TaskHubLifecycle.class);
			lifecycle.stop();
			assertNothingKeepsAlive();
			lifecycle.start();
			lifecycle.start();
			assertThat(keepingAlive()).hasSize(1);
		});
		assertNothingKeepsAlive();
	}

	@Test
	void theApplicationMayEndWhereItSaysSoOrHasNoWorker() {
		ApplicationContextRunner runner = TestContexts.withoutDataSource().withBean(InMemoryTaskHubStore.class);
		runner.withPropertyValues("durable.worker.keep-alive=false").run((context) -> assertNothingKeepsAlive());
		runner.withPropertyValues("durable.worker.enabled=false").run((context) -> assertNothingKeepsAlive());
	}

	@Test
	void anApplicationThatDoesNotStartEnds() {
		TestContexts.withoutDataSource()
			.withBean(InMemoryTaskHubStore.class)
			.withBean("broken", ApplicationListener.class,
					() -> (ApplicationListener<ContextRefreshedEvent>) (event) -> {
						throw new IllegalStateException("as intended");
					})
			.run((context) -> assertThat(context).hasFailed());
		assertNothingKeepsAlive();
	}

	// A thread that was told to end may need a moment for it
	private static void assertNothingKeepsAlive() {
		Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(keepingAlive()).isEmpty());
	}

	private static List<Thread> keepingAlive() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("durable-keep-alive") && !thread.isDaemon())
			.toList();
	}

	@Test
	void canBeStartedAgain() {
		TestContexts.onH2().withBean(HelloCitiesTests.Greetings.class).run((context) -> {
			TaskHubLifecycle lifecycle = context.getBean(TaskHubLifecycle.class);
			CountDownLatch stopped = new CountDownLatch(1);
			lifecycle.stop(stopped::countDown);
			assertThat(stopped.await(60, TimeUnit.SECONDS)).isTrue();
			assertThat(lifecycle.isRunning()).isFalse();
			DurableTaskClient client = context.getBean(DurableTaskClient.class);
			String id = client.scheduleNewOrchestrationInstance("HelloCities");
			lifecycle.start();
			assertThat(client.waitForInstanceCompletion(id, Duration.ofSeconds(60), false).isCompleted()).isTrue();
		});
	}

	@Test
	void runningActivityEndsBeforeTheDatabaseCloses(@TempDir Path directory) {
		String url = "jdbc:h2:file:" + directory.resolve("hub");
		AtomicReference<String> instance = new AtomicReference<>();
		TestContexts.onH2()
			.withBean(SlowActivity.class)
			.withPropertyValues("spring.datasource.url=" + url)
			.run((context) -> {
				SlowActivity slow = context.getBean(SlowActivity.class);
				context.getBean(TaskHub.class)
					.functions()
					.add(new OrchestratorFunction("Slow",
							(orchestration) -> orchestration.callActivity("slow", String.class).await(), "test", null));
				instance.set(context.getBean(DurableTaskClient.class).scheduleNewOrchestrationInstance("Slow"));
				assertThat(slow.started.await(60, TimeUnit.SECONDS)).isTrue();
				context.getSourceApplicationContext()
					.addApplicationListener((ContextClosedEvent closed) -> slow.end.countDown());
			});
		TestContexts.onH2()
			.withPropertyValues("spring.datasource.url=" + url, "durable.worker.enabled=false")
			.run((context) -> {
				JdbcClient jdbc = context.getBean(JdbcClient.class);
				assertThat(jdbc.sql("SELECT result FROM durable_history WHERE event_type = 'TaskCompleted'")
					.query(String.class)
					.list()).containsExactly("\"done\"");
				assertThat(jdbc.sql("SELECT count(*) FROM durable_partition WHERE owner IS NOT NULL")
					.query(Integer.class)
					.single()).isZero();
			});
	}

	@Test
	void graceFitsIntoTheShutdownPhase() {
		assertThat(new ShutdownGrace(Duration.ofSeconds(30)).orDefault(null)).isEqualTo(Duration.ofSeconds(28));
		assertThat(new ShutdownGrace(Duration.ofSeconds(1)).orDefault(null)).isEqualTo(Duration.ofMillis(800));
		assertThat(new ShutdownGrace(Duration.ofSeconds(5)).orDefault(Duration.ofSeconds(4)))
			.isEqualTo(Duration.ofSeconds(4));
	}

	@Test
	void graceThatDoesNotFitIsRefused() {
		TestContexts.onH2()
			.withPropertyValues("durable.shutdown.grace=20s", "spring.lifecycle.timeout-per-shutdown-phase=20s")
			.run((context) -> assertThat(TestContexts.failureAnalysis(context).getDescription())
				.contains("shorter than spring.lifecycle.timeout-per-shutdown-phase, which is 20000 ms."));
	}

	static class SlowActivity {

		private final CountDownLatch started = new CountDownLatch(1);

		private final CountDownLatch end = new CountDownLatch(1);

		@Activity
		String slow() throws InterruptedException {
			this.started.countDown();
			this.end.await();
			return "done";
		}

	}

}
