package io.durable.jdbc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/**
 * One PostgreSQL for all tests of a virtual machine, started by the first that asks for a
 * database and stopped at the end. It is as durable as PostgreSQL is by default, which
 * the embedded one is not.
 */
public final class PostgresServer {

	private static final AtomicInteger databases = new AtomicInteger();

	private PostgresServer() {
	}

	/**
	 * Create an empty database.
	 * @return the database
	 */
	public static Database createDatabase() {
		String name = "test_" + databases.incrementAndGet();
		try (Connection connection = Holder.SERVER.getPostgresDatabase().getConnection();
				Statement statement = connection.createStatement()) {
			statement.execute("CREATE DATABASE " + name);
		}
		catch (SQLException ex) {
			throw new IllegalStateException("Database " + name + " was not created", ex);
		}
		return new Database(Holder.SERVER.getJdbcUrl("postgres", name), "postgres", "postgres");
	}

	private static EmbeddedPostgres start() {
		try {
			// Stops itself when the virtual machine ends
			return EmbeddedPostgres.builder()
				.setServerConfig("fsync", "on")
				.setServerConfig("synchronous_commit", "on")
				.setServerConfig("full_page_writes", "on")
				.setPGStartupWait(Duration.ofSeconds(60))
				.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * A database of the server.
	 *
	 * @param url the JDBC URL
	 * @param username the user
	 * @param password the password
	 */
	public record Database(String url, String username, String password) {

		/**
		 * Open a connection pool.
		 * @return a pool, which the caller closes
		 */
		public HikariDataSource openPool() {
			HikariConfig config = new HikariConfig();
			config.setJdbcUrl(this.url);
			config.setUsername(this.username);
			config.setPassword(this.password);
			config.setMaximumPoolSize(20);
			return new HikariDataSource(config);
		}

	}

	private static final class Holder {

		private static final EmbeddedPostgres SERVER = start();

	}

}
