package io.durable.jdbc;

import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.durable.jdbc.transaction.TransactionPhaseListener;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Client calls at the edge of a transaction of the application: after its end, in one
 * that may not write, and in one that leads elsewhere.
 */
abstract class CallerBoundaryTests {

	private final TestDatabase database;

	private HikariDataSource dataSource = new HikariDataSource();

	private Hub hub;

	CallerBoundaryTests(TestDatabase database) {
		this.database = database;
	}

	@BeforeEach
	void open() {
		this.dataSource = this.database.open();
		this.hub = new Hub(this.dataSource);
	}

	@AfterEach
	void close() {
		this.hub.close();
		this.dataSource.close();
	}

	// ---- after the end

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void callAfterTheCommitIsATransactionOfItsOwn(boolean autoCommit) {
		try (HikariDataSource pool = pool(autoCommit); Hub own = new Hub(pool)) {
			new TransactionTemplate(new JdbcTransactionManager(pool)).executeWithoutResult((status) -> {
				onEnd(() -> own.start("committed"), () -> own.start("completed"));
				assertThat(own.exists("committed")).isFalse();
			});
			assertThat(own.exists("committed")).isTrue();
			assertThat(own.exists("completed")).isTrue();
			assertThat(own.inbox("committed")).hasSize(1);
			assertThat(own.heard()).hasSize(2);
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void callAfterTheEndOfATransactionThatHasCalledBefore(boolean autoCommit) {
		try (HikariDataSource pool = pool(autoCommit); Hub own = new Hub(pool)) {
			new TransactionTemplate(new JdbcTransactionManager(pool)).executeWithoutResult((status) -> {
				own.start("joined");
				onEnd(() -> own.send("joined", "e"), () -> own.send("joined", "f"));
			});
			assertThat(own.inbox("joined")).hasSize(3).isEqualTo(own.heard());
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void callAfterARollback(boolean autoCommit) {
		try (HikariDataSource pool = pool(autoCommit); Hub own = new Hub(pool)) {
			new TransactionTemplate(new JdbcTransactionManager(pool)).executeWithoutResult((status) -> {
				own.start("undone");
				onEnd(() -> own.start("never"), () -> own.start("compensation"));
				status.setRollbackOnly();
			});
			assertThat(own.exists("undone")).isFalse();
			assertThat(own.exists("never")).isFalse();
			assertThat(own.exists("compensation")).isTrue();
		}
	}

	// As a transactional service does that a listener calls
	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void takingPartInATransactionThatHasEndedIsNoTransaction(boolean followed) {
		try (HikariDataSource pool = pool(false); Hub own = new Hub(pool)) {
			TransactionTemplate transaction = transaction(pool, followed);
			transaction.executeWithoutResult(
					(status) -> onEnd(() -> transaction.executeWithoutResult((inner) -> own.start("committed")),
							() -> transaction.executeWithoutResult((inner) -> own.start("completed"))));
			assertThat(own.exists("committed")).isTrue();
			assertThat(own.exists("completed")).isTrue();
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void newTransactionOfAListenerIsJoined(boolean followed) {
		TransactionTemplate transaction = transaction(this.dataSource, followed);
		TransactionTemplate inner = new TransactionTemplate(transaction.getTransactionManager());
		inner.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
		transaction.executeWithoutResult((status) -> onEnd(() -> inner.executeWithoutResult((own) -> {
			this.hub.start("undone");
			own.setRollbackOnly();
		}), () -> {
		}));
		assertThat(this.hub.exists("undone")).isFalse();
	}

	@Test
	void newTransactionOfAListenerOfTheCompletionIsJoinedIfItIsFollowed() {
		TransactionTemplate transaction = transaction(this.dataSource, true);
		TransactionTemplate inner = new TransactionTemplate(transaction.getTransactionManager());
		inner.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
		transaction.executeWithoutResult((status) -> onEnd(() -> {
		}, () -> inner.executeWithoutResult((own) -> {
			this.hub.start("undone");
			onEnd(() -> this.hub.start("never"), () -> this.hub.start("after"));
			own.setRollbackOnly();
		})));
		assertThat(this.hub.exists("undone")).isFalse();
		assertThat(this.hub.exists("never")).isFalse();
		assertThat(this.hub.exists("after")).isTrue();
	}

	@Test
	void suspendedTransactionIsStillOpenWhenItGoesOn() {
		TransactionTemplate transaction = transaction(this.dataSource, true);
		TransactionTemplate inner = new TransactionTemplate(transaction.getTransactionManager());
		inner.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
		transaction.executeWithoutResult((status) -> {
			inner.executeWithoutResult((own) -> this.hub.start("inner"));
			this.hub.start("outer");
			status.setRollbackOnly();
		});
		assertThat(this.hub.exists("inner")).isTrue();
		assertThat(this.hub.exists("outer")).isFalse();
	}

	private static TransactionTemplate transaction(DataSource dataSource, boolean followed) {
		JdbcTransactionManager manager = new JdbcTransactionManager(dataSource);
		if (followed) {
			manager.addListener(new TransactionPhaseListener());
		}
		return new TransactionTemplate(manager);
	}

	private static void onEnd(Runnable afterCommit, Runnable afterCompletion) {
		TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

			@Override
			public void afterCommit() {
				afterCommit.run();
			}

			@Override
			public void afterCompletion(int status) {
				afterCompletion.run();
			}

		});
	}

	// ---- what cannot work

	@Test
	void readOnlyTransactionIsAFinalError() {
		this.hub.start("a");
		TransactionTemplate transaction = transaction(this.dataSource, false);
		transaction.setReadOnly(true);
		transaction.executeWithoutResult((status) -> {
			assertThatIllegalStateException().isThrownBy(() -> this.hub.start("b"))
				.withMessageContaining("the open transaction is read-only");
			assertThatIllegalStateException().isThrownBy(() -> this.hub.send("a", "e"));
			assertThatIllegalStateException().isThrownBy(() -> this.hub.send("a", "e", "id"));
			assertThatIllegalStateException().isThrownBy(() -> this.hub.rewind("a"));
			assertThatIllegalStateException().isThrownBy(() -> this.hub.purge("a"));
			assertThat(this.hub.exists("a")).isTrue();
		});
		assertThat(this.hub.exists("b")).isFalse();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void transactionOnAnotherDatabaseIsAFinalError(boolean followed) {
		try (HikariDataSource other = TestDatabase.H2.openEmpty()) {
			transaction(other, followed).executeWithoutResult((status) -> {
				assertThat(this.hub.exists("a")).isFalse();
				assertThatIllegalStateException().isThrownBy(() -> this.hub.start("a"))
					.withMessageContaining("does not lead to the task hub")
					.withMessageContaining("Make the call after the commit");
				onEnd(() -> this.hub.start("after"), () -> {
				});
			});
		}
		assertThat(this.hub.exists("a")).isFalse();
		assertThat(this.hub.exists("after")).isTrue();
	}

	// What another transaction only keeps open for its time, it does not commit
	@Test
	void connectionThatTheTransactionOfAnotherHasBoundIsNotJoined() {
		try (HikariDataSource other = TestDatabase.H2.openEmpty();
				HikariDataSource pool = pool(false);
				Hub own = new Hub(pool)) {
			transaction(other, true).executeWithoutResult((status) -> {
				new JdbcTemplate(pool).queryForList("SELECT 1");
				assertThatIllegalStateException().isThrownBy(() -> own.start("a"));
			});
			assertThat(own.exists("a")).isFalse();
		}
	}

	@Test
	void transactionWithoutAnyDatabaseIsAFinalError() {
		new TransactionTemplate(new MessagingTransactionManager())
			.executeWithoutResult((status) -> assertThatIllegalStateException().isThrownBy(() -> this.hub.start("a")));
		assertThat(this.hub.exists("a")).isFalse();
	}

	// ---- what leads there on another way

	@Test
	void transactionOfAnotherPoolOnTheSameDatabaseIsJoined() {
		try (HikariDataSource other = pool(true)) {
			transaction(other, false).executeWithoutResult((status) -> {
				this.hub.start("undone");
				assertThat(this.hub.exists("undone")).isTrue();
				assertThat(this.hub.heard()).isEmpty();
				status.setRollbackOnly();
			});
			transaction(other, true).executeWithoutResult((status) -> this.hub.start("kept"));
		}
		assertThat(this.hub.exists("undone")).isFalse();
		assertThat(this.hub.exists("kept")).isTrue();
		assertThat(this.hub.heard()).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void transactionOfATenantElsewhereIsAFinalError(boolean lazy) {
		AtomicReference<@Nullable String> tenant = new AtomicReference<>();
		try (HikariDataSource elsewhere = TestDatabase.H2.openEmpty()) {
			new JdbcSchema(elsewhere, JdbcStoreOptions.defaults()).create();
			DataSource routing = routing(tenant, elsewhere);
			DataSource used = lazy ? new LazyConnectionDataSourceProxy(routing) : routing;
			try (Hub routed = new Hub(used); Hub other = new Hub(elsewhere)) {
				TransactionTemplate transaction = transaction(used, true);
				transaction.executeWithoutResult((status) -> routed.start("home"));
				tenant.set("elsewhere");
				transaction.executeWithoutResult((status) -> {
					assertThatIllegalStateException().isThrownBy(() -> routed.start("a"))
						.withMessageContaining("does not lead to the task hub");
					assertThat(routed.exists("home")).isTrue();
				});
				// Without a transaction a tenant finds the one task hub
				routed.start("alone");
				assertThat(routed.exists("alone")).isTrue();
				assertThat(other.exists("alone")).isFalse();
				assertThat(routed.exists("a")).isFalse();
			}
		}
	}

	private AbstractRoutingDataSource routing(AtomicReference<@Nullable String> tenant, DataSource elsewhere) {
		AbstractRoutingDataSource routing = new AbstractRoutingDataSource() {

			@Override
			protected @Nullable Object determineCurrentLookupKey() {
				return tenant.get();
			}

		};
		routing.setTargetDataSources(Map.of("elsewhere", elsewhere));
		routing.setDefaultTargetDataSource(this.dataSource);
		routing.afterPropertiesSet();
		return routing;
	}

	@Test
	void schemaOfATenantDoesNotLeadToOtherTables() {
		JdbcTemplate jdbc = new JdbcTemplate(this.dataSource);
		jdbc.execute("CREATE SCHEMA other");
		JdbcStoreOptions defaults = JdbcStoreOptions.defaults();
		JdbcStoreOptions there = new JdbcStoreOptions(defaults.tablePrefix(), "other", 32, defaults.lockTimeout(),
				defaults.leaseDuration());
		new JdbcSchema(this.dataSource, there).create();
		String home = (this.database == TestDatabase.H2) ? "SET SCHEMA public" : "SET search_path TO public";
		try (Hub tenant = new Hub(this.dataSource, there)) {
			transaction(this.dataSource, false).executeWithoutResult((status) -> {
				jdbc.execute(home.replace("public", "other"));
				assertThat(this.hub.start("a")).isNull();
				assertThat(this.hub.exists("a")).isTrue();
				jdbc.execute(home);
			});
			assertThat(this.hub.exists("a")).isTrue();
			assertThat(this.hub.inbox("a")).hasSize(1);
			assertThat(tenant.exists("a")).isFalse();
		}
	}

	// One that forgets to set it back
	@Test
	void schemaThatASessionWasLeftWithDoesNotLeadToOtherTables() {
		JdbcTemplate jdbc = new JdbcTemplate(this.dataSource);
		jdbc.execute("CREATE SCHEMA other");
		try (HikariDataSource pool = pool(true, 1)) {
			try (Hub own = new Hub(pool)) {
				new JdbcTemplate(pool)
					.execute((this.database == TestDatabase.H2) ? "SET SCHEMA other" : "SET search_path TO other");
				assertThat(own.start("a")).isNull();
				assertThat(own.exists("a")).isTrue();
				assertThat(own.store().client().history(own.partition("a"), "a")).isEmpty();
			}
		}
		assertThat(this.hub.exists("a")).isTrue();
	}

	private HikariDataSource pool(boolean autoCommit) {
		return pool(autoCommit, 10);
	}

	private HikariDataSource pool(boolean autoCommit, int size) {
		HikariConfig config = new HikariConfig();
		config.setJdbcUrl(this.dataSource.getJdbcUrl());
		config.setUsername(this.dataSource.getUsername());
		config.setPassword(this.dataSource.getPassword());
		config.setAutoCommit(autoCommit);
		config.setMaximumPoolSize(size);
		return new HikariDataSource(config);
	}

	/**
	 * Transactions that no database takes part in.
	 */
	private static final class MessagingTransactionManager extends AbstractPlatformTransactionManager {

		@Override
		protected Object doGetTransaction() {
			return new Object();
		}

		@Override
		protected void doBegin(Object transaction, TransactionDefinition definition) {
		}

		@Override
		protected void doCommit(DefaultTransactionStatus status) {
		}

		@Override
		protected void doRollback(DefaultTransactionStatus status) {
		}

	}

}
