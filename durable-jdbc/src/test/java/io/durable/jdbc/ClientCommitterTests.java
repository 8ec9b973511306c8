package io.durable.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import com.zaxxer.hikari.HikariDataSource;
import io.durable.store.NewInstance;
import io.durable.store.TransientStoreException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Clients that share commits.
 */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
abstract class ClientCommitterTests {

	private final TestDatabase database;

	private HikariDataSource pool = new HikariDataSource();

	private FaultyDataSource dataSource = new FaultyDataSource(this.pool);

	private final ExecutorService executor = Executors.newFixedThreadPool(32);

	private Hub hub;

	ClientCommitterTests(TestDatabase database) {
		this.database = database;
	}

	@BeforeEach
	void open() {
		this.pool = this.database.open();
		this.dataSource = new FaultyDataSource(this.pool);
		this.hub = new Hub(this.dataSource);
	}

	@AfterEach
	void close() {
		this.hub.close();
		this.executor.shutdownNow();
		this.pool.close();
	}

	@Test
	void requestsThatComeDuringACommitShareTheNext() throws Exception {
		CountDownLatch reached = new CountDownLatch(1);
		CountDownLatch proceed = new CountDownLatch(1);
		AtomicBoolean first = new AtomicBoolean(true);
		this.dataSource.before((call) -> {
			if (call.equals("commit") && first.getAndSet(false)) {
				reached.countDown();
				await(proceed);
			}
		});
		int commits = this.dataSource.commits();
		List<Future<?>> futures = new ArrayList<>();
		futures.add(this.executor.submit(() -> this.hub.start("first")));
		await(reached);
		for (int i = 0; i < 20; i++) {
			String instanceId = "i" + i;
			futures.add(this.executor.submit(() -> this.hub.start(instanceId)));
		}
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> waitingForACommit() == 20);
		proceed.countDown();
		for (Future<?> future : futures) {
			assertThat(future.get()).isNull();
		}
		assertThat(this.dataSource.commits() - commits).isEqualTo(2);
		assertThat(this.hub.heard()).hasSize(21);
	}

	// Whoever waits has queued
	private static long waitingForACommit() {
		return Thread.getAllStackTraces()
			.values()
			.stream()
			.filter((stack) -> Arrays.stream(stack)
				.anyMatch((frame) -> frame.getClassName().equals("io.durable.jdbc.client.ClientCommitter")
						&& frame.getMethodName().equals("await")))
			.count();
	}

	@Test
	void manyConcurrentClientsNeedFewCommits() throws Exception {
		int commits = this.dataSource.commits();
		List<Callable<Boolean>> calls = new ArrayList<>();
		for (int thread = 0; thread < 16; thread++) {
			int number = thread;
			calls.add(() -> {
				for (int i = 0; i < 50; i++) {
					String instanceId = number + "-" + i;
					assertThat(this.hub.start(instanceId)).isNull();
					assertThat(this.hub.send(instanceId, "e")).isTrue();
				}
				return true;
			});
		}
		for (Future<Boolean> future : this.executor.invokeAll(calls)) {
			assertThat(future.get()).isTrue();
		}
		assertThat(this.dataSource.commits() - commits).isLessThan(1600 * 3 / 4);
		assertThat(this.hub.heard()).hasSize(1600);
	}

	@Test
	void startsThatShareACommitKeepTheirTags() throws Exception {
		int commits = this.dataSource.commits();
		List<Callable<Boolean>> calls = new ArrayList<>();
		for (int thread = 0; thread < 16; thread++) {
			String tag = "thread-" + thread;
			calls.add(() -> {
				for (int i = 0; i < 20; i++) {
					// Every other one has none
					assertThat(this.hub.start(tag + "-" + i, (i % 2 == 0) ? Map.of("of", tag, "n", "" + i) : Map.of()))
						.isNull();
				}
				return true;
			});
		}
		for (Future<Boolean> future : this.executor.invokeAll(calls)) {
			assertThat(future.get()).isTrue();
		}
		assertThat(this.dataSource.commits() - commits).isLessThan(320 * 3 / 4);
		for (int thread = 0; thread < 16; thread++) {
			String tag = "thread-" + thread;
			assertThat(this.hub.tagged("of", tag)).hasSize(10).allMatch((instanceId) -> instanceId.startsWith(tag));
		}
		assertThat(this.hub.tagged("n", "4")).hasSize(16);
	}

	@Test
	void loneCallerCommitsOnce() {
		int commits = this.dataSource.commits();
		this.hub.start("a");
		assertThat(this.dataSource.commits() - commits).isEqualTo(1);
		this.hub.send("a", "e");
		assertThat(this.dataSource.commits() - commits).isEqualTo(2);
	}

	@Test
	void lockedInstanceDoesNotHoldUpTheOthers() throws Exception {
		// The one that waits must not give up before the others are through
		JdbcStoreOptions patient = new JdbcStoreOptions(JdbcStoreOptions.DEFAULT_TABLE_PREFIX, null, 32,
				Duration.ofSeconds(60), Duration.ofSeconds(240));
		try (Hub hub = new Hub(this.dataSource, patient); Connection other = this.pool.getConnection()) {
			other.setAutoCommit(false);
			insert(other, "locked");
			Future<?> blocked = this.executor.submit(() -> hub.start("locked"));
			for (int i = 0; i < 20; i++) {
				assertThat(hub.start("free-" + i)).isNull();
			}
			assertThat(blocked.isDone()).isFalse();
			other.rollback();
			assertThat(blocked.get()).isNull();
			other.setAutoCommit(true);
		}
		assertThat(this.hub.inbox("locked")).hasSize(1);
	}

	@Test
	void badRequestDoesNotSpoilTheOthers() throws Exception {
		this.hub.start("a");
		List<Callable<Boolean>> calls = new ArrayList<>();
		for (int i = 0; i < 32; i++) {
			String name = (i % 8 == 0) ? "x".repeat(2000) : "e";
			calls.add(() -> this.hub.send("a", name));
		}
		int refused = 0;
		int sent = 0;
		for (Future<Boolean> future : this.executor.invokeAll(calls)) {
			try {
				sent += future.get() ? 1 : 0;
			}
			catch (ExecutionException ex) {
				assertThat(ex.getCause()).isInstanceOf(IllegalArgumentException.class);
				refused++;
			}
		}
		assertThat(refused).isEqualTo(4);
		assertThat(sent).isEqualTo(28);
		assertThat(this.hub.inbox("a")).hasSize(29);
	}

	@Test
	void startWhoseAnswerWasLostCanBeRepeated() {
		NewInstance instance = this.hub.instance("a");
		this.dataSource.after((call) -> {
			if (call.equals("commit")) {
				throw new SQLException("Connection reset", "08006");
			}
		});
		assertThatExceptionOfType(TransientStoreException.class)
			.isThrownBy(() -> this.hub.store().client().start(instance))
			.withMessageContaining("may have happened");
		this.dataSource.heal();
		assertThat(this.hub.store().client().start(instance)).isNull();
		assertThat(this.hub.inbox("a")).hasSize(1);
	}

	@Test
	void brokenConnectionFailsTheRequestAndLeavesNothing() {
		this.dataSource.before((call) -> {
			if (call.equals("commit")) {
				throw new SQLException("Connection reset", "08006");
			}
		});
		assertThatExceptionOfType(TransientStoreException.class).isThrownBy(() -> this.hub.start("a"));
		this.dataSource.heal();
		assertThat(this.hub.exists("a")).isFalse();
		assertThat(this.hub.heard()).isEmpty();
		assertThat(this.hub.start("a")).isNull();
	}

	private void insert(Connection connection, String instanceId) throws SQLException {
		try (Statement statement = connection.createStatement()) {
			statement.execute("INSERT INTO durable_instance (partition_id, instance_id, execution_id, incarnation_id,"
					+ " name, status, created_at) VALUES (" + this.hub.partition(instanceId) + ", '" + instanceId
					+ "', '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001', 'n',"
					+ " 'Pending', CURRENT_TIMESTAMP)");
		}
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
