package io.durable.jdbc.transaction;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.durable.jdbc.dialect.H2Dialect;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a process that is killed leaves in its file: after each write of H2 the file is
 * copied, and opened as the next process would.
 */
@Timeout(180)
class H2FileTests {

	private static final List<String> TABLES = List.of("t1", "t2", "t3", "t4", "t5");

	private static final int WRITERS = 3;

	private static final int WRITES = 40;

	@TempDir
	private Path directory = Path.of("");

	private final AtomicInteger ids = new AtomicInteger();

	private final List<String> states = new ArrayList<>();

	private volatile boolean seenEnough;

	private HikariDataSource dataSource = new HikariDataSource();

	private Connections connections = new Connections(this.dataSource, Duration.ofSeconds(60), false);

	private Transactions transactions = new Transactions(this.connections, new H2Dialect(), Duration.ofSeconds(30),
			Duration.ofSeconds(30));

	@BeforeEach
	void open() throws SQLException {
		this.dataSource = new HikariDataSource();
		// H2 writes when it is told to only, so that nobody writes while it is copied
		this.dataSource.setJdbcUrl("jdbc:h2:file:" + this.directory.resolve("hub") + ";WRITE_DELAY=1000000");
		try (Connection connection = this.dataSource.getConnection();
				Statement statement = connection.createStatement()) {
			for (String table : TABLES) {
				statement.execute("CREATE TABLE " + table + " (id INTEGER PRIMARY KEY, text VARCHAR(200))");
			}
		}
		this.connections = new Connections(this.dataSource, Duration.ofSeconds(60), false);
		this.connections.writeToFile(new Inspected(this.dataSource), "UPDATE t1 SET text = 'x' WHERE id = 0", null);
		this.transactions = new Transactions(this.connections, new H2Dialect(), Duration.ofSeconds(30),
				Duration.ofSeconds(30));
	}

	@AfterEach
	void close() {
		this.connections.close();
		this.dataSource.close();
	}

	@Test
	void transactionsOfTheStoreAreInTheFileAsAWholeOrNotAtAll() throws Exception {
		writeUntilSeenEnough(() -> this.transactions.call("Test", this::insert));
		assertThat(torn()).isEmpty();
	}

	// One that inserts just then can be torn: what it does before its commit passes no
	// gate. Mostly there is none
	@Test
	void transactionsOfTheApplicationAreRarelyInTheFileByHalf() throws Exception {
		JdbcTransactionManager manager = new JdbcTransactionManager(this.dataSource);
		manager.addListener(new TransactionPhaseListener());
		TransactionTemplate template = new TransactionTemplate(manager);
		writeUntilSeenEnough(
				() -> template.execute((status) -> insert(DataSourceUtils.getConnection(this.dataSource))));
		assertThat(torn()).hasSizeLessThanOrEqualTo(WRITES / 10);
	}

	@Test
	void transactionThatWaitsForARowHoldsUpNoOther() throws Exception {
		SqlWork<Integer> change = (connection) -> {
			try (Statement statement = connection.createStatement()) {
				return statement.executeUpdate("UPDATE t1 SET text = 'changed' WHERE id = 1");
			}
		};
		this.transactions.execute(this::insert);
		ExecutorService threads = Executors.newSingleThreadExecutor();
		try (Connection other = this.dataSource.getConnection()) {
			other.setAutoCommit(false);
			change.execute(other);
			Future<Integer> waiting = threads.submit(() -> this.transactions.execute(change));
			for (int i = 0; i < 20; i++) {
				this.transactions.execute(this::insert);
			}
			assertThat(waiting.isDone()).isFalse();
			other.commit();
			assertThat(waiting.get()).isOne();
		}
		finally {
			threads.shutdown();
		}
	}

	@Test
	void readerNeitherWaitsForWritersNorHoldsThemUp() throws Exception {
		SqlWork<Integer> read = (connection) -> 1;
		assertThat(
				this.transactions.<Integer>execute((writing) -> elsewhere(() -> this.transactions.look("Test", read))))
			.isOne();
		assertThat(this.transactions.<Integer>look("Test", (reading) -> elsewhere(() -> {
			this.transactions.call("Test", this::insert);
			return 2;
		}))).isEqualTo(2);
	}

	private static int elsewhere(Supplier<Integer> action) {
		return CompletableFuture.supplyAsync(action).join();
	}

	private void writeUntilSeenEnough(Callable<?> write) throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
		try {
			List<Future<?>> writers = new ArrayList<>();
			for (int i = 0; i < WRITERS; i++) {
				writers.add(threads.submit(() -> {
					while (!this.seenEnough) {
						write.call();
					}
					return null;
				}));
			}
			while (!this.seenEnough) {
				this.transactions.flush("Test");
			}
			for (Future<?> writer : writers) {
				writer.get();
			}
		}
		finally {
			threads.shutdown();
		}
		assertThat(this.states).hasSizeGreaterThanOrEqualTo(WRITES);
	}

	// What a next process would have seen that was not the same in all tables
	private List<String> torn() {
		return this.states.stream()
			.filter((state) -> List.of(state.split(" ")).stream().distinct().count() > 1)
			.toList();
	}

	private @Nullable Void insert(Connection connection) {
		int id = this.ids.incrementAndGet();
		for (String table : TABLES) {
			try (PreparedStatement insert = connection.prepareStatement("INSERT INTO " + table + " VALUES (?, ?)")) {
				insert.setInt(1, id);
				insert.setString(2, "a text of some length");
				insert.executeUpdate();
			}
			catch (SQLException ex) {
				throw new IllegalStateException(ex);
			}
		}
		return null;
	}

	private void inspect() {
		if (this.seenEnough) {
			return;
		}
		Path copy = this.directory.resolve("copy" + this.states.size());
		try {
			Files.copy(this.directory.resolve("hub.mv.db"), Path.of(copy + ".mv.db"));
			try (Connection connection = DriverManager.getConnection("jdbc:h2:file:" + copy);
					Statement statement = connection.createStatement()) {
				List<String> counts = new ArrayList<>();
				for (String table : TABLES) {
					try (ResultSet row = statement.executeQuery("SELECT COUNT(*), MAX(id) FROM " + table)) {
						row.next();
						counts.add(row.getLong(1) + "/" + row.getLong(2));
					}
				}
				this.states.add(String.join(" ", counts));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (SQLException ex) {
			this.states.add(ex.getMessage() + " at " + copy);
		}
		this.seenEnough = this.states.size() >= WRITES;
	}

	/**
	 * Tells the test of each write, while the thread that asked for it still waits.
	 */
	private final class Inspected extends DelegatingDataSource {

		private Inspected(DataSource dataSource) {
			super(dataSource);
		}

		@Override
		public Connection getConnection() throws SQLException {
			return inspected(Connection.class, super.getConnection());
		}

		private <T> T inspected(Class<T> type, T target) {
			return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type },
					(proxy, method, arguments) -> {
						try {
							Object result = method.invoke(target, arguments);
							if (arguments != null && "CHECKPOINT".equals(arguments[0])) {
								inspect();
							}
							return (method.getReturnType() != Statement.class) ? result
									: inspected(Statement.class, (Statement) result);
						}
						catch (InvocationTargetException ex) {
							throw ex.getCause();
						}
					}));
		}

	}

}
