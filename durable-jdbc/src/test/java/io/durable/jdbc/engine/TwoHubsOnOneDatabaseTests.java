package io.durable.jdbc.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import com.zaxxer.hikari.HikariDataSource;
import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.client.DurableTaskClient;
import io.durable.hub.TaskHub;
import io.durable.jdbc.JdbcSchema;
import io.durable.jdbc.JdbcStoreOptions;
import io.durable.jdbc.JdbcTaskHubStore;
import io.durable.store.lease.PartitionOwnership;
import io.durable.worker.WorkerOptions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two task hubs in one process on one embedded database, as two cached application
 * contexts of a test run have them: they share it as two nodes do.
 */
class TwoHubsOnOneDatabaseTests {

	private static final Duration LEASE = Duration.ofSeconds(10);

	// For who waits until it is over
	private static final Duration SHORT_LEASE = Duration.ofSeconds(2);

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	@TempDir
	private Path directory = Path.of("");

	private final List<AutoCloseable> open = new ArrayList<>();

	private final Map<String, AtomicInteger> runs = new ConcurrentHashMap<>();

	private final String name = UUID.randomUUID().toString();

	@AfterEach
	void close() throws Exception {
		for (int i = this.open.size() - 1; i >= 0; i--) {
			this.open.get(i).close();
		}
	}

	// With a pool of its own, as another application context has it
	private HikariDataSource pool(String kind) {
		HikariDataSource pool = new HikariDataSource();
		pool.setJdbcUrl(kind.equals("memory") ? "jdbc:h2:mem:" + this.name + ";DB_CLOSE_DELAY=-1"
				: "jdbc:h2:file:" + this.directory.resolve(this.name));
		this.open.add(pool);
		new JdbcSchema(pool, JdbcStoreOptions.defaults()).create();
		return pool;
	}

	private TaskHub hub(HikariDataSource pool) {
		return hub(pool, LEASE);
	}

	private TaskHub hub(HikariDataSource pool, Duration lease) {
		JdbcStoreOptions defaults = JdbcStoreOptions.defaults();
		TaskHub hub = TaskHub
			.on(new JdbcTaskHubStore(pool,
					new JdbcStoreOptions(defaults.tablePrefix(), null, 8, defaults.lockTimeout(), lease)))
			.options(WorkerOptions.defaults()
				.withNode("node", lease)
				.withIntervals(Duration.ofMillis(50), Duration.ofSeconds(30)))
			.addActivity("Count",
					(context) -> this.runs.computeIfAbsent(context.getInstanceId(), (id) -> new AtomicInteger())
						.incrementAndGet())
			.addOrchestration("Counts", (context) -> {
				int sum = 0;
				for (int i = 0; i < 5; i++) {
					context.callActivity("Count").await();
					context.createTimer(Duration.ofMillis(300)).await();
					sum++;
				}
				return sum;
			})
			.addOrchestration("Collect", (context) -> {
				List<Integer> received = new ArrayList<>();
				for (int i = 0; i < context.getInput(Integer.class); i++) {
					received.add(context.waitForExternalEvent("Number", Integer.class).await());
				}
				return received;
			})
			.build();
		this.open.add(hub);
		return hub;
	}

	private static List<String> start(DurableTaskClient client) {
		return IntStream.range(0, 8).mapToObj((i) -> client.scheduleNewOrchestrationInstance("Counts")).toList();
	}

	private static void assertCompletes(DurableTaskClient client, String id, String output) throws Exception {
		var metadata = client.waitForInstanceCompletion(id, TIMEOUT, true);
		assertThat(metadata.getRuntimeStatus()).isEqualTo(OrchestrationRuntimeStatus.COMPLETED);
		assertThat(metadata.getSerializedOutput()).isEqualTo(output);
	}

	@ParameterizedTest
	@ValueSource(strings = { "memory", "file" })
	void shareItAndTakeNothingFromEachOther(String kind) throws Exception {
		TaskHub first = hub(pool(kind));
		first.start();
		List<String> ids = new ArrayList<>(start(first.client()));
		assertThat(first.store().description().exclusive()).isTrue();
		TaskHub second = hub(pool(kind));
		assertThat(first.store().description().exclusive()).isFalse();
		assertThat(second.store().description().exclusive()).isFalse();
		List<PartitionOwnership> owners = second.store().leases().owners();
		second.start();
		ids.addAll(start(second.client()));
		for (String id : ids) {
			assertCompletes(second.client(), id, "5");
		}
		assertThat(second.store().leases().owners()).isEqualTo(owners);
		assertThat(second.ownedPartitions()).isEmpty();
		assertThat(this.runs).hasSize(16).allSatisfy((id, count) -> assertThat(count).hasValue(5));
		// What the first gives back the second takes at once
		first.stop(Duration.ZERO);
		String next = second.client().scheduleNewOrchestrationInstance("Counts");
		assertCompletes(second.client(), next, "5");
		first.start();
		assertThat(first.ownedPartitions()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "memory", "file" })
	void eventsOfBothArriveInTheOrderInWhichTheyWereSent(String kind) throws Exception {
		TaskHub first = hub(pool(kind));
		first.start();
		TaskHub second = hub(pool(kind));
		String id = first.client().scheduleNewOrchestrationInstance("Collect", 40);
		for (int i = 0; i < 40; i++) {
			((i % 3 == 0) ? first : second).client().raiseEvent(id, "Number", i);
		}
		assertCompletes(first.client(), id, IntStream.range(0, 40).boxed().toList().toString().replace(" ", ""));
	}

	@ParameterizedTest
	@ValueSource(strings = { "memory", "file" })
	void whoeverComesAloneTakesOverFromTheDeadAtOnce(String kind) {
		HikariDataSource pool = pool(kind);
		TaskHub before = hub(pool);
		before.store().leases().beat("dead");
		before.store().leases().take("dead", before.store().leases().owners());
		before.close();
		TaskHub next = hub(pool);
		assertThat(next.store().description().exclusive()).isTrue();
		next.start();
		assertThat(next.ownedPartitions()).hasSize(8);
		assertThat(new JdbcTemplate(pool).queryForList("SELECT node_id FROM durable_node", String.class))
			.doesNotContain("dead");
	}

	@ParameterizedTest
	@ValueSource(strings = { "memory", "file" })
	void whoeverDoesNotComeAloneWaitsForTheLeaseOfTheDead(String kind) {
		HikariDataSource pool = pool(kind);
		TaskHub idle = hub(pool, SHORT_LEASE);
		TaskHub second = hub(pool, SHORT_LEASE);
		idle.store().leases().beat("dead");
		idle.store().leases().take("dead", idle.store().leases().owners());
		long begin = System.nanoTime();
		second.start();
		Awaitility.await().atMost(TIMEOUT).until(() -> second.ownedPartitions().size() == 8);
		assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(SHORT_LEASE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "memory", "file" })
	void hubsWithOtherTablesDoNotShareAnything(String kind) {
		HikariDataSource pool = pool(kind);
		TaskHub hub = hub(pool);
		JdbcStoreOptions defaults = JdbcStoreOptions.defaults();
		JdbcStoreOptions options = new JdbcStoreOptions("other_", null, 8, defaults.lockTimeout(), LEASE);
		new JdbcSchema(pool, options).create();
		try (JdbcTaskHubStore other = new JdbcTaskHubStore(pool, options)) {
			assertThat(other.description().exclusive()).isTrue();
			assertThat(hub.store().description().exclusive()).isTrue();
		}
	}

}
