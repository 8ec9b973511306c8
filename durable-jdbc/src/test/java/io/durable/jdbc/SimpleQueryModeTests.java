package io.durable.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.durable.store.TaskHubStore;
import io.durable.store.TaskHubStoreContractTests;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The contract, on PostgreSQL and with a driver that knows the simple protocol only, as a
 * connection pooler may demand.
 */
class SimpleQueryModeTests extends TaskHubStoreContractTests {

	private static HikariDataSource dataSource = new HikariDataSource();

	@BeforeAll
	static void openPool() {
		PostgresServer.Database database = PostgresServer.createDatabase();
		HikariConfig config = new HikariConfig();
		config.setJdbcUrl(database.url());
		config.setUsername(database.username());
		config.setPassword(database.password());
		config.addDataSourceProperty("preferQueryMode", "simple");
		config.setMaximumPoolSize(20);
		dataSource = new HikariDataSource(config);
	}

	@AfterAll
	static void closePool() {
		dataSource.close();
	}

	@Override
	protected TaskHubStore openNew() {
		new JdbcTemplate(dataSource).execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
		new JdbcSchema(dataSource, JdbcStoreOptions.defaults()).create();
		return openAgain();
	}

	@Override
	protected TaskHubStore openAgain() {
		return new JdbcTaskHubStore(dataSource, JdbcStoreOptions.defaults());
	}

}
