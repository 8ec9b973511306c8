package io.durable.jdbc.engine;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.zaxxer.hikari.HikariDataSource;
import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.hub.TaskHub;
import io.durable.jdbc.JdbcSchema;
import io.durable.jdbc.JdbcStoreOptions;
import io.durable.jdbc.JdbcTaskHubStore;
import io.durable.jdbc.PostgresServer;
import io.durable.store.PartitionLeases;
import io.durable.store.lease.PartitionLease;
import io.durable.worker.WorkerOptions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two nodes on a PostgreSQL, each with a pool of its own, while the database, the pool,
 * the network or one of them stands still for longer than a lease. The pauses are real:
 * what is tested is how the clocks of all of them go together.
 */
@Timeout(300)
class LeasesOnPostgreSqlTests {

	private static final Duration LEASE = Duration.ofSeconds(3);

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	private static final int ACTIVITIES = 20;

	private final PostgresServer.Database database = PostgresServer.createDatabase();

	private final CountDownLatch release = new CountDownLatch(1);

	private final AtomicInteger runs = new AtomicInteger();

	private Node owner;

	private Node standby;

	private HikariDataSource observer;

	private JdbcTemplate jdbc;

	@BeforeEach
	void open() {
		this.observer = this.database.openPool();
		this.jdbc = new JdbcTemplate(this.observer);
		new JdbcSchema(this.observer, JdbcStoreOptions.defaults()).create();
		this.owner = node("owner");
		this.standby = node("standby");
		this.owner.hub().start();
	}

	@AfterEach
	void close() {
		this.release.countDown();
		for (Node node : List.of(this.owner, this.standby)) {
			node.gated().gate(() -> {
			});
			node.hub().close();
			node.pool().close();
		}
		this.observer.close();
	}

	private Node node(String name) {
		HikariDataSource pool = new HikariDataSource();
		pool.setJdbcUrl(this.database.url());
		pool.setUsername(this.database.username());
		pool.setPassword(this.database.password());
		pool.setMaximumPoolSize(5);
		pool.setConnectionTimeout(1000);
		GatedDataSource gated = new GatedDataSource(pool);
		JdbcStoreOptions defaults = JdbcStoreOptions.defaults();
		TaskHub hub = TaskHub
			.on(new JdbcTaskHubStore(gated,
					new JdbcStoreOptions(defaults.tablePrefix(), null, 32, defaults.lockTimeout(), LEASE)))
			.options(WorkerOptions.defaults().withNode(name, LEASE).withActivityThreads(2 * ACTIVITIES))
			.addActivity("Slow", (context) -> {
				int run = this.runs.incrementAndGet();
				this.release.await();
				return run;
			})
			.addOrchestration("Slow", (context) -> context.callActivity("Slow", Integer.class).await())
			.build();
		// To open one may take longer than a caller waits for it
		Awaitility.await()
			.atMost(TIMEOUT)
			.until(() -> pool.getHikariPoolMXBean().getTotalConnections() == pool.getMaximumPoolSize());
		return new Node(hub, gated, pool);
	}

	private List<String> startSlow() {
		List<String> ids = IntStream.range(0, ACTIVITIES)
			.mapToObj((i) -> this.owner.hub().client().scheduleNewOrchestrationInstance("Slow"))
			.toList();
		Awaitility.await().atMost(TIMEOUT).until(() -> this.runs.get() == ACTIVITIES);
		return ids;
	}

	// The first results count, and there are no others
	private void assertEachRanOnce(List<String> ids) throws Exception {
		assertThat(this.runs).hasValue(ACTIVITIES);
		this.release.countDown();
		for (String id : ids) {
			assertThat(this.owner.hub().client().waitForInstanceCompletion(id, TIMEOUT, true).getRuntimeStatus())
				.isEqualTo(OrchestrationRuntimeStatus.COMPLETED);
		}
		assertThat(this.runs).hasValue(ACTIVITIES);
	}

	private Map<String, Long> beats() {
		return this.jdbc.queryForList("SELECT node_id, beat FROM durable_node")
			.stream()
			.collect(Collectors.toMap((row) -> ((String) row.get("node_id")).replaceAll("#.*", ""),
					(row) -> (Long) row.get("beat")));
	}

	// Time enough to take what can be taken, for whoever lives
	private void awaitBeats(int count, String... nodes) {
		Map<String, Long> before = beats();
		Awaitility.await()
			.atMost(TIMEOUT)
			.until(() -> List.of(nodes)
				.stream()
				.allMatch((node) -> beats().getOrDefault(node, 0L) >= before.getOrDefault(node, 0L) + count));
	}

	private List<Map<String, Object>> owners() {
		return this.jdbc.queryForList("SELECT partition_id, owner, epoch FROM durable_partition ORDER BY partition_id");
	}

	// --- The database stands still

	@Test
	void databaseThatStandsStillForLongerThanALeaseCostsNobodyItsPartitions() throws Exception {
		this.standby.hub().start();
		List<String> ids = startSlow();
		List<Map<String, Object>> before = owners();
		awaitBeats(2, "owner", "standby");
		StoppedServer.pause(this.database, LEASE.multipliedBy(14).dividedBy(10));
		awaitBeats(6, "owner", "standby");
		assertThat(owners()).isEqualTo(before);
		assertThat(this.standby.hub().ownedPartitions()).isEmpty();
		assertEachRanOnce(ids);
	}

	// --- The application has all connections

	@Test
	void drainedPoolCostsANodeNothing() throws Exception {
		this.standby.hub().start();
		List<String> ids = startSlow();
		List<Map<String, Object>> before = owners();
		List<Connection> drained = drain(this.owner.pool());
		try {
			awaitBeats(14, "owner", "standby");
			assertThat(this.standby.hub().ownedPartitions()).isEmpty();
		}
		finally {
			for (Connection connection : drained) {
				connection.close();
			}
		}
		awaitBeats(2, "owner", "standby");
		assertThat(owners()).isEqualTo(before);
		assertEachRanOnce(ids);
	}

	// All but the one that the beat has
	private static List<Connection> drain(HikariDataSource pool) throws SQLException {
		List<Connection> drained = new ArrayList<>();
		while (drained.size() < pool.getMaximumPoolSize() - 1) {
			try {
				drained.add(pool.getConnection());
			}
			catch (SQLTransientConnectionException ex) {
				// The node itself has one for a moment
			}
		}
		return drained;
	}

	// --- The beat fails

	@Test
	void nodeThatCannotBeatForLongerThanALeaseGoesOnIfNobodyElseHasItsPartitions() throws Exception {
		List<String> ids = startSlow();
		List<Map<String, Object>> before = owners();
		this.owner.gated().gate(() -> {
			if (Thread.currentThread().getName().equals("durable-leases")) {
				throw new SQLException("Connection reset", "08006");
			}
		});
		LockSupport.parkNanos(2 * LEASE.toNanos());
		this.owner.gated().gate(() -> {
		});
		awaitBeats(3, "owner");
		assertThat(owners()).isEqualTo(before);
		assertEachRanOnce(ids);
	}

	// --- A node stands still

	@Test
	void nodeThatStoodStillDoesNotStealBack() {
		this.standby.hub().start();
		awaitBeats(2, "owner", "standby");
		CountDownLatch goOn = new CountDownLatch(1);
		this.owner.gated().gate(() -> await(goOn));
		Awaitility.await().atMost(TIMEOUT).until(() -> this.standby.hub().ownedPartitions().size() == 32);
		List<Map<String, Object>> taken = owners();
		awaitBeats(6, "standby");
		goOn.countDown();
		awaitBeats(8, "owner", "standby");
		assertThat(owners()).isEqualTo(taken);
		assertThat(this.owner.hub().ownedPartitions()).isEmpty();
	}

	private static void await(CountDownLatch latch) throws SQLException {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new SQLException("Interrupted", "08006", ex);
		}
	}

	// --- A slow network

	@Test
	void nodesWithASlowNetworkDoNotPassPartitionsBackAndForth() throws Exception {
		this.owner.hub().stop(Duration.ZERO);
		PartitionLeases leases = this.owner.hub().store().leases();
		leases.beat("dead");
		List<PartitionLease> dead = leases.take("dead", leases.owners());
		for (Node node : List.of(this.owner, this.standby)) {
			node.gated().gate(() -> LockSupport.parkNanos(Duration.ofMillis(60).toNanos()));
			node.hub().start();
		}
		Awaitility.await()
			.atMost(TIMEOUT)
			.until(() -> this.owner.hub().ownedPartitions().size() + this.standby.hub().ownedPartitions().size() == dead
				.size());
		List<Map<String, Object>> taken = owners();
		List<String> ids = startSlow();
		awaitBeats(12, "owner", "standby");
		assertThat(owners()).isEqualTo(taken)
			.extracting((row) -> row.get("epoch"))
			.containsOnly(dead.get(0).epoch() + 1);
		assertEachRanOnce(ids);
	}

	/**
	 * A node.
	 *
	 * @param hub the task hub
	 * @param gated its network
	 * @param pool its connections
	 */
	private record Node(TaskHub hub, GatedDataSource gated, HikariDataSource pool) {

	}

}
