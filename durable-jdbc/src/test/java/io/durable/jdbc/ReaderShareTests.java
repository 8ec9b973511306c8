package io.durable.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import com.zaxxer.hikari.HikariDataSource;
import io.durable.store.ClientStore;
import io.durable.store.InstanceQuery;
import io.durable.store.TransientStoreException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.jdbc.datasource.DelegatingDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * However many readers there are, they leave connections to others.
 */
class ReaderShareTests {

	private static final int READERS = 20;

	@ParameterizedTest
	@EnumSource(TestDatabase.class)
	void readersUseFewConnections(TestDatabase database) throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(READERS);
		try (HikariDataSource pool = database.open()) {
			Watched dataSource = new Watched(pool);
			try (Hub hub = new Hub(dataSource)) {
				for (int i = 0; i < 20; i++) {
					hub.start("i" + i, Map.of("key", "value"));
				}
				dataSource.most.set(0);
				ClientStore client = hub.store().client();
				List<Future<?>> readers = new ArrayList<>();
				for (int i = 0; i < READERS; i++) {
					String id = "i" + i % 20;
					readers.add(threads.submit(() -> {
						for (int round = 0; round < 5; round++) {
							read(hub, client, id);
						}
					}));
				}
				for (Future<?> reader : readers) {
					reader.get(60, TimeUnit.SECONDS);
				}
				// The store's own beat is not among them
				assertThat(dataSource.most.get()).isBetween(1, 5);
			}
		}
		finally {
			threads.shutdownNow();
		}
	}

	private static void read(Hub hub, ClientStore client, String id) {
		try {
			client.query(new InstanceQuery(Set.of(), "Orchestrator", null, null, null, null, "i",
					Map.of("key", "value"), null, InstanceQuery.Order.CREATED_DESCENDING, null, 50, true));
			client.find(hub.partition(id), id, true);
			client.history(hub.partition(id), id);
			client.countByStatus();
		}
		catch (TransientStoreException ex) {
			// On a slow machine some wait too long
			assertThat(ex).hasMessageContaining("too many reads");
		}
	}

	/**
	 * Counts the connections that are open.
	 */
	private static final class Watched extends DelegatingDataSource {

		private final AtomicInteger open = new AtomicInteger();

		private final AtomicInteger most = new AtomicInteger();

		private Watched(HikariDataSource target) {
			super(target);
		}

		@Override
		public Connection getConnection() throws SQLException {
			Connection connection = super.getConnection();
			this.most.accumulateAndGet(this.open.incrementAndGet(), Math::max);
			return (Connection) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { Connection.class },
					(proxy, method, arguments) -> {
						if (method.getName().equals("close")) {
							this.open.decrementAndGet();
						}
						try {
							return method.invoke(connection, arguments);
						}
						catch (InvocationTargetException ex) {
							throw ex.getCause();
						}
					});
		}

	}

}
