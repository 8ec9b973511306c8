package io.durable.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import com.zaxxer.hikari.HikariDataSource;
import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.history.HistoryEvent.EventRaised;
import io.durable.history.HistoryEvent.ExecutionCompleted;
import io.durable.history.HistoryEvent.ExecutionRewound;
import io.durable.store.InboxMessage;
import io.durable.store.InstanceQuery;
import io.durable.store.SendOutcome;
import io.durable.store.TransientStoreException;
import io.durable.store.lease.PartitionLease;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Client calls in a transaction of the application.
 */
abstract class CallerTransactionTests {

	private static final Duration LOCK_TIMEOUT = Duration.ofMillis(300);

	private final TestDatabase database;

	private HikariDataSource dataSource = new HikariDataSource();

	private JdbcTemplate application = new JdbcTemplate();

	private TransactionTemplate transaction = new TransactionTemplate();

	private Hub hub;

	CallerTransactionTests(TestDatabase database) {
		this.database = database;
	}

	@BeforeEach
	void open() {
		JdbcStoreOptions defaults = JdbcStoreOptions.defaults();
		this.dataSource = this.database.open();
		this.application = new JdbcTemplate(this.dataSource);
		this.application.execute("CREATE TABLE orders (id INTEGER PRIMARY KEY)");
		this.transaction = new TransactionTemplate(new JdbcTransactionManager(this.dataSource));
		this.hub = new Hub(this.dataSource,
				new JdbcStoreOptions(defaults.tablePrefix(), null, 32, LOCK_TIMEOUT, defaults.leaseDuration()));
	}

	@AfterEach
	void close() {
		this.hub.close();
		this.dataSource.close();
	}

	@Test
	void startAndSendTakeEffectAtTheCommit() {
		this.transaction.executeWithoutResult((status) -> {
			order(1);
			assertThat(this.hub.start("a")).isNull();
			assertThat(this.hub.send("a", "e")).isTrue();
			assertThat(this.hub.exists("a")).isTrue();
			assertThat(this.hub.store().client().isStartedInOpenTransaction("a")).isTrue();
			assertThat(this.hub.store().client().isStartedInOpenTransaction("b")).isFalse();
			assertThat(this.hub.heard()).isEmpty();
			assertThat(this.hub.inbox("a")).isEmpty();
		});
		assertThat(this.hub.store().client().isStartedInOpenTransaction("a")).isFalse();
		assertThat(this.hub.inbox("a")).hasSize(2).isEqualTo(this.hub.heard());
		assertThat(orders()).isEqualTo(1);
	}

	@Test
	void rollbackLeavesNothing() {
		this.transaction.executeWithoutResult((status) -> {
			this.hub.start("a");
			this.hub.send("a", "e");
			status.setRollbackOnly();
		});
		assertThat(this.hub.exists("a")).isFalse();
		assertThat(this.hub.inbox("a")).isEmpty();
		assertThat(this.hub.heard()).isEmpty();
		assertThat(this.hub.store().client().isStartedInOpenTransaction("a")).isFalse();
	}

	@Test
	void refusalLeavesTheTransactionUsable() {
		this.hub.start("a");
		String before = lockTimeout();
		this.transaction.executeWithoutResult((status) -> {
			order(1);
			assertThat(this.hub.start("a")).isEqualTo(OrchestrationRuntimeStatus.PENDING);
			assertThat(this.hub.send("nobody", "e")).isFalse();
			assertThat(this.hub.purge("a")).isZero();
			assertThat(this.hub.store().client().isStartedInOpenTransaction("a")).isFalse();
			assertThat(lockTimeout()).isEqualTo(before);
			order(2);
		});
		assertThat(orders()).isEqualTo(2);
	}

	@Test
	void refusedDataLeavesTheTransactionUsable() {
		this.hub.start("a");
		this.transaction.executeWithoutResult((status) -> {
			order(1);
			assertThatExceptionOfType(IllegalArgumentException.class)
				.isThrownBy(() -> this.hub.send("a", "x".repeat(10_000)));
			order(2);
		});
		assertThat(orders()).isEqualTo(2);
	}

	@Test
	void endedInstanceIsReplacedAndPurgedWithinTheTransaction() {
		PartitionLease lease = this.hub.lease("a", "node");
		this.hub.commit(this.hub.firstTurn("a", lease)
			.events(0, new ExecutionCompleted(Hub.now(), OrchestrationRuntimeStatus.COMPLETED, "1", null))
			.status(OrchestrationRuntimeStatus.COMPLETED));
		this.transaction.executeWithoutResult((status) -> {
			assertThat(this.hub.purge("a")).isOne();
			assertThat(this.hub.historySize("a")).isZero();
			status.setRollbackOnly();
		});
		assertThat(this.hub.historySize("a")).isEqualTo(3);
		this.transaction.executeWithoutResult((status) -> assertThat(this.hub.start("a")).isNull());
		assertThat(this.hub.historySize("a")).isZero();
	}

	@Test
	void rewindTakesEffectAtTheCommit() {
		failed("a");
		this.transaction.executeWithoutResult((status) -> {
			assertThat(this.hub.rewind("a")).isTrue();
			status.setRollbackOnly();
		});
		assertThat(this.hub.rewind("b")).isFalse();
		assertThat(status("a")).isEqualTo(OrchestrationRuntimeStatus.FAILED);
		assertThat(this.hub.inbox("a")).hasSize(1);
		int heard = this.hub.heard().size();
		this.transaction.executeWithoutResult((status) -> {
			order(1);
			assertThat(this.hub.rewind("a")).isTrue();
			assertThat(this.hub.rewind("nobody")).isFalse();
			assertThat(status("a")).isEqualTo(OrchestrationRuntimeStatus.PENDING);
			assertThat(this.hub.heard()).hasSize(heard);
		});
		assertThat(status("a")).isEqualTo(OrchestrationRuntimeStatus.PENDING);
		assertThat(this.hub.heard()).hasSize(heard + 1).endsWith(this.hub.inbox("a").get(1));
		assertThat(orders()).isEqualTo(1);
	}

	@Test
	@Timeout(value = 180, unit = TimeUnit.SECONDS)
	void startAndPurgeWaitForAnOpenRewind() throws Exception {
		failed("a");
		CountDownLatch rewound = new CountDownLatch(1);
		CountDownLatch proceed = new CountDownLatch(1);
		CompletableFuture<Void> other = CompletableFuture
			.runAsync(() -> this.transaction.executeWithoutResult((status) -> {
				this.hub.rewind("a");
				rewound.countDown();
				await(proceed);
			}));
		await(rewound);
		assertThatExceptionOfType(TransientStoreException.class).isThrownBy(() -> this.hub.start("a"));
		assertThatExceptionOfType(TransientStoreException.class).isThrownBy(() -> this.hub.purge("a"));
		proceed.countDown();
		other.get();
		assertThat(this.hub.start("a")).isEqualTo(OrchestrationRuntimeStatus.PENDING);
		assertThat(this.hub.purge("a")).isZero();
		assertThat(this.hub.inbox("a")).last()
			.satisfies((message) -> assertThat(message.event()).isInstanceOf(ExecutionRewound.class));
	}

	@Test
	void eventIdIsForgottenWithTheRollback() {
		this.hub.start("a");
		this.transaction.executeWithoutResult((status) -> {
			assertThat(this.hub.send("a", "e", "id")).isEqualTo(SendOutcome.SENT);
			assertThat(this.hub.send("a", "e", "id")).isEqualTo(SendOutcome.SENT);
			status.setRollbackOnly();
		});
		assertThat(this.hub.inbox("a")).hasSize(1);
		this.transaction.executeWithoutResult((status) -> {
			order(1);
			assertThat(this.hub.send("a", "e", "id")).isEqualTo(SendOutcome.SENT);
			assertThat(this.hub.send("a", "e", "id")).isEqualTo(SendOutcome.SENT);
			assertThat(this.hub.send("nobody", "e", "id")).isEqualTo(SendOutcome.NOT_OPEN);
			order(2);
		});
		assertThat(this.hub.inbox("a")).hasSize(2).isEqualTo(this.hub.heard());
		assertThat(orders()).isEqualTo(2);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	@Timeout(value = 180, unit = TimeUnit.SECONDS)
	void eventIdOfAnOpenTransactionIsWaitedFor(boolean commit) throws Exception {
		this.hub.start("a");
		CountDownLatch sent = new CountDownLatch(1);
		CountDownLatch proceed = new CountDownLatch(1);
		CompletableFuture<Void> first = CompletableFuture
			.runAsync(() -> this.transaction.executeWithoutResult((status) -> {
				this.hub.send("a", "first", "id");
				sent.countDown();
				await(proceed);
				if (!commit) {
					status.setRollbackOnly();
				}
			}));
		await(sent);
		assertThatExceptionOfType(TransientStoreException.class).isThrownBy(() -> this.hub.send("a", "second", "id"))
			.withMessageContaining("another open transaction is sending that event");
		JdbcStoreOptions longer = new JdbcStoreOptions(JdbcStoreOptions.DEFAULT_TABLE_PREFIX, null, 32,
				Duration.ofSeconds(60), Duration.ofSeconds(240));
		try (Hub patient = new Hub(this.dataSource, longer)) {
			CompletableFuture<SendOutcome> second = CompletableFuture
				.supplyAsync(() -> patient.send("a", "second", "id"));
			proceed.countDown();
			first.get();
			assertThat(second.get()).isEqualTo(SendOutcome.SENT);
		}
		assertThat(this.hub.inbox("a")).hasSize(2)
			.last()
			.satisfies((message) -> assertThat(((EventRaised) message.event()).name())
				.isEqualTo(commit ? "first" : "second"));
	}

	@Test
	void listsAreReadWithinTheTransaction() {
		this.transaction.executeWithoutResult((status) -> {
			this.hub.start("a");
			InstanceQuery query = new InstanceQuery(Set.of(), null, null, null, null, null, "a", Map.of(), null,
					InstanceQuery.Order.CREATED_DESCENDING, null, 10, true);
			assertThat(this.hub.store().client().query(query)).hasSize(1);
			assertThat(this.hub.store().client().statuses(Map.of("a", this.hub.partition("a")))).containsEntry("a",
					OrchestrationRuntimeStatus.PENDING);
		});
	}

	private OrchestrationRuntimeStatus status(String instanceId) {
		return this.hub.store()
			.client()
			.statuses(Map.of(instanceId, this.hub.partition(instanceId)))
			.getOrDefault(instanceId, OrchestrationRuntimeStatus.CONTINUED_AS_NEW);
	}

	private void failed(String instanceId) {
		this.hub.commit(this.hub.firstTurn(instanceId, this.hub.lease(instanceId, "node"))
			.events(0, new ExecutionCompleted(Hub.now(), OrchestrationRuntimeStatus.FAILED, null, null))
			.status(OrchestrationRuntimeStatus.FAILED));
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void rollbackToASavepointTakesTheStartBack() {
		this.transaction.executeWithoutResult((outer) -> {
			this.hub.start("kept");
			TransactionTemplate nested = nested(TransactionDefinition.PROPAGATION_NESTED);
			nested.executeWithoutResult((status) -> {
				this.hub.start("lost");
				status.setRollbackOnly();
			});
			assertThat(this.hub.store().client().isStartedInOpenTransaction("lost")).isFalse();
			nested.executeWithoutResult((status) -> this.hub.start("nested"));
		});
		assertThat(this.hub.exists("lost")).isFalse();
		assertThat(this.hub.exists("nested")).isTrue();
		assertThat(this.hub.heard()).extracting(InboxMessage::instanceId).containsExactly("kept", "nested");
	}

	@Test
	void innerTransactionOfItsOwnIsApart() {
		this.transaction.executeWithoutResult((outer) -> {
			this.hub.start("outer");
			nested(TransactionDefinition.PROPAGATION_REQUIRES_NEW).executeWithoutResult((inner) -> {
				assertThat(this.hub.store().client().isStartedInOpenTransaction("outer")).isFalse();
				this.hub.start("inner");
			});
			assertThat(this.hub.heard()).extracting(InboxMessage::instanceId).containsExactly("inner");
			assertThat(this.hub.store().client().isStartedInOpenTransaction("outer")).isTrue();
			outer.setRollbackOnly();
		});
		assertThat(this.hub.heard()).hasSize(1);
		assertThat(this.hub.exists("outer")).isFalse();
		assertThat(this.hub.exists("inner")).isTrue();
	}

	@Test
	@Timeout(value = 180, unit = TimeUnit.SECONDS)
	void waitForAnotherOpenStartIsBounded() throws SQLException {
		try (Connection other = this.dataSource.getConnection()) {
			startUncommitted(other, "a");
			String before = lockTimeout();
			this.transaction.executeWithoutResult((status) -> {
				order(1);
				assertThatExceptionOfType(TransientStoreException.class).isThrownBy(() -> this.hub.start("a"))
					.withMessageContaining("another open transaction is starting that instance");
				assertThat(lockTimeout()).isEqualTo(before);
				order(2);
				assertThat(this.hub.start("b")).isNull();
			});
			assertThat(orders()).isEqualTo(2);
			assertThat(this.hub.exists("b")).isTrue();
			assertThatExceptionOfType(TransientStoreException.class).isThrownBy(() -> this.hub.start("a"))
				.withMessageContaining("another open transaction is starting that instance");
			other.rollback();
			other.setAutoCommit(true);
		}
		assertThat(this.hub.start("a")).isNull();
	}

	@Test
	void proxyForTransactionsIsTheSameDataSource() {
		try (Hub proxied = new Hub(new TransactionAwareDataSourceProxy(this.dataSource))) {
			this.transaction.executeWithoutResult((status) -> {
				proxied.start("a");
				status.setRollbackOnly();
			});
			assertThat(proxied.exists("a")).isFalse();
		}
	}

	private void startUncommitted(Connection connection, String instanceId) throws SQLException {
		connection.setAutoCommit(false);
		try (Statement statement = connection.createStatement()) {
			statement.execute("INSERT INTO durable_instance (partition_id, instance_id, execution_id, incarnation_id,"
					+ " name, status, created_at) SELECT " + this.hub.partition(instanceId) + ", '" + instanceId
					+ "', e, e, 'n', 'Pending', CURRENT_TIMESTAMP FROM"
					+ " (SELECT CAST('00000000-0000-0000-0000-000000000001' AS UUID) AS e) x");
		}
	}

	private TransactionTemplate nested(int propagation) {
		TransactionTemplate template = new TransactionTemplate(new JdbcTransactionManager(this.dataSource));
		template.setTransactionManager(this.transaction.getTransactionManager());
		template.setPropagationBehavior(propagation);
		return template;
	}

	private String lockTimeout() {
		String sql = (this.database == TestDatabase.H2) ? "SELECT LOCK_TIMEOUT()"
				: "SELECT current_setting('lock_timeout')";
		return List.of(this.application.queryForList(sql, String.class)).toString();
	}

	private void order(int id) {
		this.application.update("INSERT INTO orders VALUES (?)", id);
	}

	private int orders() {
		return this.application.queryForList("SELECT id FROM orders").size();
	}

}
