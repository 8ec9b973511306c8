package io.durable.benchmarks;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

import com.zaxxer.hikari.HikariDataSource;
import io.durable.hub.TaskHub;
import io.durable.jdbc.JdbcSchema;
import io.durable.jdbc.JdbcStoreOptions;
import io.durable.jdbc.JdbcTaskHubStore;

/**
 * A database to measure on.
 *
 * @param name its name
 * @param dataSource connections to it
 */
record Database(String name, HikariDataSource dataSource) implements AutoCloseable {

	/**
	 * Create an empty task hub.
	 * @return a builder for it
	 */
	TaskHub.Builder emptyHub() {
		JdbcSchema schema = new JdbcSchema(this.dataSource, JdbcStoreOptions.defaults());
		schema.drop();
		schema.create();
		return hub();
	}

	/**
	 * Open the task hub that is there.
	 * @return a builder for it
	 */
	TaskHub.Builder hub() {
		return TaskHub.on(new JdbcTaskHubStore(this.dataSource, JdbcStoreOptions.defaults()));
	}

	/**
	 * Count the transactions that have written something, by the transaction IDs that
	 * they took.
	 * @return the count so far, or -1 if the database does not tell
	 * @throws SQLException if it cannot be read
	 */
	long writeTransactions() throws SQLException {
		if (!"PostgreSQL".equals(this.name)) {
			return -1;
		}
		return number("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint");
	}

	long number(String sql) throws SQLException {
		try (Connection connection = this.dataSource.getConnection();
				Statement statement = connection.createStatement();
				ResultSet result = statement.executeQuery(sql)) {
			result.next();
			return result.getLong(1);
		}
	}

	void execute(String sql) throws SQLException {
		try (Connection connection = this.dataSource.getConnection();
				Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
	}

	@Override
	public void close() {
		this.dataSource.close();
	}

	static Duration patience() {
		return Duration.ofMinutes(10);
	}

}
