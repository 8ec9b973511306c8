package io.durable.jdbc.engine;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import com.zaxxer.hikari.HikariDataSource;
import io.durable.client.DurableTaskClient;
import io.durable.hub.TaskHub;
import io.durable.jdbc.JdbcSchema;
import io.durable.jdbc.JdbcStoreOptions;
import io.durable.jdbc.JdbcTaskHubStore;
import io.durable.jdbc.PostgresServer;
import io.durable.store.TransientStoreException;
import io.durable.worker.WorkerOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sessions in the pool that are of no use any more.
 */
@Timeout(180)
class StaleSessionTests {

	private static final Duration SOON = Duration.ofSeconds(60);

	private PostgresServer.Database database;

	private HikariDataSource pool;

	private TaskHub hub;

	private DurableTaskClient client;

	@BeforeEach
	void open() {
		this.database = PostgresServer.createDatabase();
		this.pool = this.database.openPool();
		JdbcStoreOptions options = JdbcStoreOptions.defaults();
		new JdbcSchema(this.pool, options).create();
		this.hub = TaskHub.on(new JdbcTaskHubStore(this.pool, options))
			.options(WorkerOptions.defaults().withNode("node", options.leaseDuration()))
			.addOrchestration("Echo", (context) -> context.getInput(String.class))
			.build();
		this.client = this.hub.client();
	}

	@AfterEach
	void close() {
		this.hub.close();
		this.pool.close();
	}

	// As after a switch of the primary, when the old one is still there
	private void makeSessionsReadOnly() throws SQLException {
		List<Connection> all = new ArrayList<>();
		try {
			for (int i = 0; i < 10; i++) {
				Connection connection = this.pool.getConnection();
				all.add(connection);
				execute(connection, "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY");
			}
		}
		finally {
			for (Connection connection : all) {
				connection.close();
			}
		}
	}

	private static void execute(Connection connection, String sql) throws SQLException {
		try (Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
	}

	private void assertWorks() throws Exception {
		String id = this.client.scheduleNewOrchestrationInstance("Echo", "hello");
		assertThat(this.client.waitForInstanceCompletion(id, SOON, true).readOutputAs(String.class)).isEqualTo("hello");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void sessionsThatTurnedReadOnlyAreReplaced(boolean worker) throws Exception {
		if (worker) {
			this.hub.start();
			assertWorks();
		}
		makeSessionsReadOnly();
		for (int i = 0; i < 5; i++) {
			this.client.scheduleNewOrchestrationInstance("Echo", "hello");
		}
		if (worker) {
			assertWorks();
		}
	}

	@Test
	void sessionsThatWereEndedAreReplaced() throws Exception {
		this.hub.start();
		assertWorks();
		try (HikariDataSource administrator = this.database.openPool();
				Connection connection = administrator.getConnection()) {
			// And have ended before they are used: there is only one more try
			execute(connection, "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity "
					+ "WHERE datname = current_database() AND pid <> pg_backend_pid()");
		}
		try {
			assertWorks();
		}
		catch (TransientStoreException ex) {
			assertWorks();
		}
	}

	@Test
	void connectionOfTheBeatIsNotOneOfThePool() throws Exception {
		this.hub.start();
		assertWorks();
		this.hub.stop(Duration.ofSeconds(5));
		assertThat(this.pool.getHikariPoolMXBean().getActiveConnections()).isZero();
	}

}
