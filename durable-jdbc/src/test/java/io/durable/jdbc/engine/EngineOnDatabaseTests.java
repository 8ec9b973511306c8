package io.durable.jdbc.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import com.zaxxer.hikari.HikariDataSource;
import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.api.Task;
import io.durable.client.DurableTaskClient;
import io.durable.client.OrchestrationAlreadyExistsException;
import io.durable.client.OrchestrationMetadata;
import io.durable.hub.TaskHub;
import io.durable.jdbc.JdbcSchema;
import io.durable.jdbc.JdbcStoreOptions;
import io.durable.jdbc.JdbcTaskHubStore;
import io.durable.worker.Residency;
import io.durable.worker.WorkerOptions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The engine on a real database.
 */
abstract class EngineOnDatabaseTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(180);

	private final CountDownLatch release = new CountDownLatch(1);

	private final AtomicInteger slowCalls = new AtomicInteger();

	private HikariDataSource dataSource;

	private JdbcTemplate jdbc;

	private TaskHub hub;

	private DurableTaskClient client;

	abstract HikariDataSource openDataSource();

	@BeforeEach
	void open() {
		this.dataSource = openDataSource();
		this.jdbc = new JdbcTemplate(this.dataSource);
		new JdbcSchema(this.dataSource, JdbcStoreOptions.defaults()).create();
		this.hub = hub("node", Residency.on());
		this.client = this.hub.client();
		this.hub.start();
	}

	@AfterEach
	void close() {
		this.release.countDown();
		this.hub.close();
		this.dataSource.close();
	}

	private TaskHub hub(String node, Residency residency) {
		return TaskHub.on(new JdbcTaskHubStore(this.dataSource, JdbcStoreOptions.defaults()))
			.options(WorkerOptions.defaults().withNode(node, Duration.ofSeconds(10)).withResidency(residency))
			.addOrchestration("HelloCities", (context) -> {
				List<String> greetings = new ArrayList<>();
				for (String city : List.of("Tokyo", "Seattle", "London")) {
					greetings.add(context.callActivity("SayHello", city, String.class).await());
				}
				return greetings;
			})
			.addActivity("SayHello", (context) -> "Hello " + context.getInput(String.class) + "!")
			.addOrchestration("Waits", (context) -> context.waitForExternalEvent("Go", String.class).await())
			.addOrchestration("Eternal", (context) -> {
				int left = context.getInput(Integer.class);
				if (left % 1000 == 0) {
					context.callActivity("SayHello", "you", String.class).await();
				}
				context.createTimer(Duration.ofDays(1));
				if (left > 1) {
					context.continueAsNew(left - 1);
				}
				return left;
			})
			.addOrchestration("Slow", (context) -> context.callActivity("Slow", String.class).await())
			.addActivity("Slow", (context) -> {
				this.slowCalls.incrementAndGet();
				this.release.await(120, TimeUnit.SECONDS);
				return "slow";
			})
			.addOrchestration("FanOut", (context) -> {
				List<Task<String>> tasks = IntStream.range(0, context.getInput(Integer.class))
					.mapToObj((n) -> context.callActivity("SayHello", n, String.class))
					.toList();
				return context.allOf(tasks).await().size();
			})
			.addOrchestration("Parent",
					(context) -> context.callSubOrchestrator("HelloCities", null, List.class).await().size())
			.build();
	}

	private OrchestrationMetadata complete(String id) throws Exception {
		OrchestrationMetadata metadata = this.client.waitForInstanceCompletion(id, TIMEOUT, true);
		assertThat(metadata.getRuntimeStatus()).as(() -> String.valueOf(metadata.getFailureDetails()))
			.isEqualTo(OrchestrationRuntimeStatus.COMPLETED);
		return metadata;
	}

	@Test
	void historyRowsAreThoseOfDurableFunctions() throws Exception {
		String id = this.client.scheduleNewOrchestrationInstance("HelloCities");
		assertThat(complete(id).getSerializedOutput())
			.isEqualTo("[\"Hello Tokyo!\",\"Hello Seattle!\",\"Hello London!\"]");
		List<Map<String, Object>> rows = this.jdbc.queryForList(
				"SELECT event_type, name, result, status, task_id FROM durable_history WHERE instance_id = ? ORDER BY sequence_number",
				id);
		assertThat(rows).extracting((row) -> row.get("event_type"))
			.containsExactly("ExecutionStarted", "OrchestratorStarted", "TaskScheduled", "OrchestratorCompleted",
					"TaskCompleted", "OrchestratorStarted", "TaskScheduled", "OrchestratorCompleted", "TaskCompleted",
					"OrchestratorStarted", "TaskScheduled", "OrchestratorCompleted", "TaskCompleted",
					"OrchestratorStarted", "OrchestratorCompleted", "ExecutionCompleted");
		assertThat(rows.get(2)).containsEntry("name", "SayHello").containsEntry("task_id", 0);
		assertThat(text(id, "result", 4)).isEqualTo("\"Hello Tokyo!\"");
		assertThat(text(id, "result", 15)).isEqualTo("[\"Hello Tokyo!\",\"Hello Seattle!\",\"Hello London!\"]");
		assertThat(rows.get(15)).containsEntry("status", "Completed");
		assertThat(count("durable_message")).isZero();
		assertThat(count("durable_open")).isZero();
	}

	private String text(String id, String column, int sequence) {
		return this.jdbc.queryForObject(
				"SELECT " + column + " FROM durable_history WHERE instance_id = ? AND sequence_number = ?",
				String.class, id, sequence);
	}

	private int count(String table) {
		return this.jdbc.queryForObject("SELECT COUNT(*) FROM " + table, Integer.class);
	}

	@Test
	void tenThousandGenerationsLeaveAConstantNumberOfRows() throws Exception {
		String id = this.client.scheduleNewOrchestrationInstance("Eternal", 10_000, "StaticId");
		assertThat(complete(id).readOutputAs(Integer.class)).isOne();
		assertThat(count("durable_instance")).isOne();
		assertThat(count("durable_history")).isLessThan(10);
		assertThat(count("durable_message")).isZero();
		assertThat(count("durable_timer")).isZero();
		assertThat(count("durable_open")).isZero();
	}

	@Test
	void ofHundredSimultaneousStartsExactlyOneSucceeds() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(100);
		try {
			CyclicBarrier together = new CyclicBarrier(100);
			List<Future<Boolean>> starts = new ArrayList<>();
			for (int i = 0; i < 100; i++) {
				starts.add(threads.submit(() -> {
					together.await();
					try {
						this.client.scheduleNewOrchestrationInstance("Waits", null, "single");
						return true;
					}
					catch (OrchestrationAlreadyExistsException ex) {
						return false;
					}
				}));
			}
			int started = 0;
			for (Future<Boolean> start : starts) {
				started += start.get() ? 1 : 0;
			}
			assertThat(started).isOne();
		}
		finally {
			threads.shutdown();
		}
		this.client.raiseEvent("single", "Go", "on");
		assertThat(complete("single").readOutputAs(String.class)).isEqualTo("on");
		assertThat(this.jdbc.queryForObject("SELECT COUNT(DISTINCT execution_id) FROM durable_history", Integer.class))
			.isOne();
	}

	@Test
	void endedInstanceIsReplacedWithItsHistory() throws Exception {
		for (int i = 0; i < 5; i++) {
			this.client.scheduleNewOrchestrationInstance("HelloCities", i, "again");
			assertThat(complete("again").readInputAs(Integer.class)).isEqualTo(i);
		}
		assertThat(count("durable_history")).isEqualTo(16);
	}

	@Test
	void manyAtOnceCompleteWithoutGapsOrDoubles() throws Exception {
		List<String> ids = new ArrayList<>();
		for (int i = 0; i < 500; i++) {
			ids.add(this.client.scheduleNewOrchestrationInstance("HelloCities"));
		}
		ids.add(this.client.scheduleNewOrchestrationInstance("FanOut", 300));
		ids.add(this.client.scheduleNewOrchestrationInstance("Parent"));
		for (String id : ids) {
			complete(id);
		}
		HistoryChecks.assertNoGapsOrDoubles(this.jdbc);
		assertThat(count("durable_message")).isZero();
		assertThat(count("durable_open")).isZero();
	}

	@Test
	void stopDuringLoadLosesNothingAndGivesTheLeasesBack() throws Exception {
		List<String> ids = new ArrayList<>();
		for (int round = 0; round < 3; round++) {
			for (int i = 0; i < 100; i++) {
				ids.add(this.client.scheduleNewOrchestrationInstance("HelloCities"));
			}
			this.hub.stop(Duration.ofSeconds(5));
			assertThat(this.jdbc.queryForObject("SELECT COUNT(*) FROM durable_partition WHERE owner IS NOT NULL",
					Integer.class))
				.isZero();
			this.hub.start();
			assertThat(this.hub.ownedPartitions()).hasSize(32);
		}
		for (String id : ids) {
			complete(id);
		}
		HistoryChecks.assertNoGapsOrDoubles(this.jdbc);
	}

	@Test
	void stopWaitsForRunningActivities() throws Exception {
		String id = this.client.scheduleNewOrchestrationInstance("Slow");
		Awaitility.await().atMost(TIMEOUT).until(() -> this.slowCalls.get() == 1);
		Thread stopping = new Thread(() -> this.hub.stop(Duration.ofSeconds(30)));
		stopping.start();
		this.release.countDown();
		stopping.join();
		assertThat(this.client.getInstanceMetadata(id, false).getRuntimeStatus())
			.isEqualTo(OrchestrationRuntimeStatus.COMPLETED);
		assertThat(this.slowCalls).hasValue(1);
	}

	@Test
	void interruptedActivityIsRepeatedByTheNextOwner() throws Exception {
		String id = this.client.scheduleNewOrchestrationInstance("Slow");
		Awaitility.await().atMost(TIMEOUT).until(() -> this.slowCalls.get() == 1);
		this.hub.stop(Duration.ZERO);
		assertThat(this.client.getInstanceMetadata(id, false).getRuntimeStatus())
			.isEqualTo(OrchestrationRuntimeStatus.RUNNING);
		this.release.countDown();
		this.hub.start();
		complete(id);
		assertThat(this.slowCalls).hasValue(2);
	}

	@Test
	void worksWithoutResidency() throws Exception {
		this.hub.stop(Duration.ofSeconds(5));
		try (TaskHub cold = hub("cold", Residency.off())) {
			cold.start();
			List<String> ids = new ArrayList<>();
			for (int i = 0; i < 50; i++) {
				ids.add(this.client.scheduleNewOrchestrationInstance("HelloCities"));
			}
			for (String id : ids) {
				complete(id);
			}
		}
		HistoryChecks.assertNoGapsOrDoubles(this.jdbc);
	}

}
