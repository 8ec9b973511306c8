package io.durable.jdbc;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Callers that are interrupted, as by {@code Future.cancel(true)}: a file channel closes
 * itself when the thread that uses it is interrupted, and with it the whole database.
 */
@Timeout(180)
class H2InterruptTests {

	private static final int TIMES = 100;

	@TempDir
	private Path directory = Path.of("");

	private HikariDataSource dataSource = new HikariDataSource();

	private Hub hub;

	@BeforeEach
	void open() {
		this.dataSource = new HikariDataSource();
		this.dataSource.setJdbcUrl("jdbc:h2:file:" + this.directory.resolve("hub"));
		new JdbcSchema(this.dataSource, JdbcStoreOptions.defaults()).create();
		this.hub = new Hub(this.dataSource);
	}

	@AfterEach
	void close() {
		// Whatever a test has left
		Thread.interrupted();
		this.hub.close();
		this.dataSource.close();
	}

	@Test
	void callsOfAnInterruptedThreadSucceedAndTheDatabaseStaysOpen() {
		for (int i = 0; i < TIMES; i++) {
			Thread.currentThread().interrupt();
			assertThat(this.hub.start("a" + i)).isNull();
			assertThat(this.hub.send("a" + i, "e")).isTrue();
			assertThat(this.hub.exists("a" + i)).isTrue();
			assertThat(this.hub.store().client().history(this.hub.partition("a" + i), "a" + i)).isEmpty();
			assertThat(Thread.interrupted()).isTrue();
		}
		assertThat(this.hub.start("last")).isNull();
	}

	@Test
	void statementsOfTheApplicationAreAsSafeAsWithoutTheLibrary() throws SQLException {
		try (Connection connection = this.dataSource.getConnection();
				Statement statement = connection.createStatement()) {
			statement.execute("CREATE TABLE orders (id INTEGER PRIMARY KEY)");
			for (int i = 0; i < TIMES; i++) {
				Thread.currentThread().interrupt();
				statement.execute("INSERT INTO orders VALUES (" + i + ")");
				assertThat(Thread.interrupted()).isTrue();
			}
		}
		assertThat(this.hub.start("last")).isNull();
	}

	@Test
	void interruptWithinATransaction() {
		TransactionTemplate transaction = new TransactionTemplate(new JdbcTransactionManager(this.dataSource));
		for (int i = 0; i < TIMES; i++) {
			String id = "a" + i;
			transaction.executeWithoutResult((status) -> {
				Thread.currentThread().interrupt();
				this.hub.start(id);
			});
			assertThat(Thread.interrupted()).isTrue();
		}
		assertThat(this.hub.exists("a" + (TIMES - 1))).isTrue();
	}

	@Test
	void interruptsThatComeAtAnyTime() throws Exception {
		Thread caller = Thread.currentThread();
		CompletableFuture<Void> others = CompletableFuture.runAsync(() -> {
			for (int i = 0; i < TIMES; i++) {
				this.hub.start("other" + i);
				caller.interrupt();
			}
		});
		int started = 0;
		do {
			this.hub.start("a" + started++);
			Thread.interrupted();
		}
		while (!others.isDone());
		Thread.interrupted();
		others.get();
		assertThat(this.hub.exists("other" + (TIMES - 1))).isTrue();
		assertThat(this.hub.exists("a" + (started - 1))).isTrue();
	}

}
