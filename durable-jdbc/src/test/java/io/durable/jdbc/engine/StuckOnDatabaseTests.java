package io.durable.jdbc.engine;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import com.zaxxer.hikari.HikariDataSource;
import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.client.DurableTaskClient;
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
import org.junit.jupiter.api.Timeout;

import org.springframework.jdbc.datasource.DelegatingDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What has kept an engine on a real database from going on.
 */
@Timeout(300)
abstract class StuckOnDatabaseTests {

	private static final Duration SOON = Duration.ofSeconds(60);

	private static final Set<String> CLEANING_UP = Set.of("close", "rollback", "isClosed", "isValid", "toString",
			"hashCode", "equals", "unwrap", "isWrapperFor", "setAutoCommit", "setTransactionIsolation", "setReadOnly");

	private final AtomicInteger callsUntilError = new AtomicInteger(Integer.MAX_VALUE);

	private HikariDataSource pool;

	private TaskHub hub;

	private DurableTaskClient client;

	abstract HikariDataSource openDataSource();

	// How many connections the store keeps of a pool that something wraps
	abstract int kept();

	@BeforeEach
	void open() {
		this.pool = openDataSource();
		new JdbcSchema(this.pool, JdbcStoreOptions.defaults()).create();
		JdbcStoreOptions options = new JdbcStoreOptions(JdbcStoreOptions.DEFAULT_TABLE_PREFIX, null, 32,
				Duration.ofSeconds(1), Duration.ofSeconds(10));
		this.hub = TaskHub.on(new JdbcTaskHubStore(new ErrorDataSource(), options))
			.options(WorkerOptions.defaults().withResidency(Residency.off()))
			.addActivity("SayHello", (context) -> "Hello " + context.getInput(String.class) + "!")
			.addOrchestration("HelloCities", (context) -> {
				List<String> greetings = new ArrayList<>();
				for (String city : List.of("Tokyo", "Seattle", "London")) {
					greetings.add(context.callActivity("SayHello", city, String.class).await());
				}
				return greetings;
			})
			.addOrchestration("Waits", (context) -> context.waitForExternalEvent("Go", String.class).await())
			.addOrchestration("Parent",
					(context) -> context.callSubOrchestrator("HelloCities", null, List.class).await().size())
			.addOrchestration("Nested", (context) -> {
				int left = context.getInput(Integer.class);
				if (left == 0) {
					throw new IllegalArgumentException("the lowest");
				}
				return context.callSubOrchestrator("Nested", left - 1, Integer.class).await();
			})
			.build();
		this.client = this.hub.client();
		this.hub.start();
	}

	@AfterEach
	void close() {
		this.callsUntilError.set(Integer.MAX_VALUE);
		this.hub.close();
		this.pool.close();
	}

	private OrchestrationMetadata assertEnds(String id, OrchestrationRuntimeStatus status) throws Exception {
		OrchestrationMetadata metadata = this.client.waitForInstanceCompletion(id, SOON, true);
		assertThat(metadata.getRuntimeStatus()).isEqualTo(status);
		return metadata;
	}

	private void assertWorks() throws Exception {
		String greets = this.client.scheduleNewOrchestrationInstance("HelloCities");
		String parent = this.client.scheduleNewOrchestrationInstance("Parent");
		String waits = this.client.scheduleNewOrchestrationInstance("Waits");
		String unwanted = this.client.scheduleNewOrchestrationInstance("Waits");
		this.client.raiseEvent(waits, "Go");
		this.client.terminate(unwanted, null);
		assertEnds(greets, OrchestrationRuntimeStatus.COMPLETED);
		assertEnds(parent, OrchestrationRuntimeStatus.COMPLETED);
		assertEnds(waits, OrchestrationRuntimeStatus.COMPLETED);
		assertEnds(unwanted, OrchestrationRuntimeStatus.TERMINATED);
	}

	@Test
	void errorOutOfAnyCallOfTheDriverLeavesNothingBehind() throws Exception {
		assertWorks();
		for (int call = 1; call <= 25; call++) {
			this.callsUntilError.set(call);
			assertWorks();
		}
		this.callsUntilError.set(Integer.MAX_VALUE);
		assertWorks();
		Awaitility.await("connections are given back, but for those that are kept")
			.atMost(SOON)
			.until(() -> this.pool.getHikariPoolMXBean().getActiveConnections() <= kept());
	}

	@Test
	void failureOfADeeplyNestedChildReachesTheTop() throws Exception {
		String id = this.client.scheduleNewOrchestrationInstance("Nested", 120);
		OrchestrationMetadata top = assertEnds(id, OrchestrationRuntimeStatus.FAILED);
		assertThat(top.getFailureDetails()).isNotNull();
	}

	// As somebody who looks at it with another tool, and goes to lunch
	@Test
	void rowThatSomebodyHasLockedDoesNotStopOtherInstances() throws Exception {
		String locked = this.client.scheduleNewOrchestrationInstance("Waits", null, "locked");
		this.client.waitForInstanceStart(locked, SOON);
		try (Connection other = this.pool.getConnection()) {
			other.setAutoCommit(false);
			try (PreparedStatement statement = other
				.prepareStatement("SELECT * FROM durable_instance WHERE instance_id = 'locked' FOR UPDATE")) {
				statement.executeQuery();
			}
			this.client.raiseEvent(locked, "Go");
			assertWorks();
			other.rollback();
		}
		// Parked by then, or a moment later, or not: it goes on
		Awaitility.await().atMost(SOON).until(() -> isParked(locked) || isCompleted(locked));
		if (isParked(locked)) {
			this.client.resumeInstance(locked);
		}
		assertEnds(locked, OrchestrationRuntimeStatus.COMPLETED);
	}

	private boolean isParked(String id) {
		return this.client.getInstanceMetadata(id, false).getParkedReason() != null;
	}

	private boolean isCompleted(String id) {
		return this.client.getInstanceMetadata(id, false).isCompleted();
	}

	/**
	 * Connections out of which comes an error, for the engine's threads only.
	 */
	private final class ErrorDataSource extends DelegatingDataSource {

		private ErrorDataSource() {
			super(StuckOnDatabaseTests.this.pool);
		}

		@Override
		public Connection getConnection() throws SQLException {
			Connection connection = super.getConnection();
			return (Connection) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { Connection.class },
					(proxy, method, arguments) -> call(connection, method, arguments));
		}

		private Object call(Connection connection, Method method, Object[] arguments) throws Throwable {
			if (!CLEANING_UP.contains(method.getName()) && Thread.currentThread().getName().startsWith("durable-")
					&& StuckOnDatabaseTests.this.callsUntilError.decrementAndGet() == 0) {
				throw new OutOfMemoryError("injected into " + method.getName());
			}
			try {
				return method.invoke(connection, arguments);
			}
			catch (InvocationTargetException ex) {
				throw ex.getTargetException();
			}
		}

	}

}
