package io.durable.jdbc;

import java.util.UUID;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The databases that a test runs on.
 */
public enum TestDatabase {

	H2 {

		@Override
		HikariDataSource openEmpty() {
			HikariConfig config = new HikariConfig();
			config.setJdbcUrl("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
			config.setMaximumPoolSize(30);
			return new HikariDataSource(config);
		}

	},

	POSTGRESQL {

		@Override
		HikariDataSource openEmpty() {
			HikariDataSource dataSource = Shared.DATABASE.openPool();
			new JdbcTemplate(dataSource)
				.execute("DROP SCHEMA IF EXISTS other CASCADE; DROP SCHEMA public CASCADE; CREATE SCHEMA public");
			return dataSource;
		}

	};

	/**
	 * Open a database that has no tables. There is one at a time.
	 * @return a pool, which the caller closes
	 */
	abstract HikariDataSource openEmpty();

	/**
	 * Open a database that has the tables of an unused task hub.
	 * @return a pool, which the caller closes
	 */
	public HikariDataSource open() {
		HikariDataSource dataSource = openEmpty();
		new JdbcSchema(dataSource, JdbcStoreOptions.defaults()).create();
		return dataSource;
	}

	/**
	 * A database for each test would be thousands of files to write when the server
	 * stops.
	 */
	private static final class Shared {

		private static final PostgresServer.Database DATABASE = PostgresServer.createDatabase();

	}

}
