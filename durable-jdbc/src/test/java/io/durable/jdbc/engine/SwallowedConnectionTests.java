package io.durable.jdbc.engine;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.durable.client.DurableTaskClient;
import io.durable.hub.TaskHub;
import io.durable.jdbc.JdbcSchema;
import io.durable.jdbc.JdbcStoreOptions;
import io.durable.jdbc.JdbcTaskHubStore;
import io.durable.jdbc.PostgresServer;
import io.durable.jdbc.TcpProxy;
import io.durable.store.TransientStoreException;
import io.durable.worker.WorkerOptions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.jdbc.datasource.DelegatingDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A network that forgets connections without a word, as firewalls and balancers do.
 */
@Timeout(120)
@ParameterizedClass(name = "wrapped pool: {0}")
@ValueSource(booleans = { false, true })
class SwallowedConnectionTests {

	private static final Duration LEASE = Duration.ofSeconds(3);

	private static final Duration SOON = Duration.ofSeconds(30);

	// Then the beat has no connection from beside the pool
	@Parameter
	private boolean wrapped;

	private TcpProxy proxy;

	private HikariDataSource pool;

	private TaskHub hub;

	private DurableTaskClient client;

	@BeforeEach
	void open() {
		PostgresServer.Database database = PostgresServer.createDatabase();
		this.proxy = TcpProxy.before(database.url());
		HikariConfig config = new HikariConfig();
		config.setJdbcUrl(this.proxy.through(database.url()));
		config.setUsername(database.username());
		config.setPassword(database.password());
		config.setMaximumPoolSize(5);
		this.pool = new HikariDataSource(config);
		JdbcStoreOptions defaults = JdbcStoreOptions.defaults();
		JdbcStoreOptions options = new JdbcStoreOptions(defaults.tablePrefix(), null, 4, defaults.lockTimeout(), LEASE);
		new JdbcSchema(this.pool, options).create();
		DataSource dataSource = this.wrapped ? new DelegatingDataSource(this.pool) : this.pool;
		this.hub = TaskHub.on(new JdbcTaskHubStore(dataSource, options))
			.options(WorkerOptions.defaults().withNode("node", LEASE))
			.addActivity("Upper", (context) -> context.getInput(String.class).toUpperCase())
			.addOrchestration("Shouts",
					(context) -> context.callActivity("Upper", context.getInput(String.class), String.class).await())
			.build();
		this.client = this.hub.client();
		this.hub.start();
		// One that is swallowed at its first message is waited for by the pool alone
		Awaitility.await().atMost(SOON).until(() -> this.pool.getHikariPoolMXBean().getTotalConnections() == 5);
	}

	@AfterEach
	void close() throws Exception {
		this.hub.close();
		this.pool.close();
		this.proxy.close();
	}

	private void assertWorks() throws Exception {
		String id = this.client.scheduleNewOrchestrationInstance("Shouts", "hello");
		assertThat(this.client.waitForInstanceCompletion(id, SOON, true).readOutputAs(String.class)).isEqualTo("HELLO");
	}

	// The first call may find it out
	private void assertWorksAfterAFailure() throws Exception {
		try {
			assertWorks();
		}
		catch (TransientStoreException ex) {
			assertWorks();
		}
	}

	@Test
	void nodeGoesOnByItself() throws Exception {
		assertWorks();
		this.proxy.swallow();
		assertWorksAfterAFailure();
	}

	@Test
	void callsOfClientsEnd() {
		String id = this.client.scheduleNewOrchestrationInstance("Shouts", "hello");
		// The node may have replaced the others before the call
		this.proxy.swallowNew(true);
		this.proxy.swallow();
		assertThatExceptionOfType(TransientStoreException.class)
			.isThrownBy(() -> this.client.getOrchestrationHistory(id));
		this.proxy.swallowNew(false);
	}

	@Test
	void closeReturns() throws Exception {
		assertWorks();
		this.proxy.swallow();
		assertCloseReturns();
	}

	private void assertCloseReturns() {
		CompletableFuture<Void> closed = CompletableFuture.runAsync(this.hub::close);
		assertThat(closed).succeedsWithin(60, TimeUnit.SECONDS);
	}

}
