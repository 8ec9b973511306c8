package io.durable.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import io.durable.store.ClientStoreContractTests;
import io.durable.store.TaskHubStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * The contract of clients, on PostgreSQL, with names that are not the default ones.
 */
class PostgreSqlClientStoreTests extends ClientStoreContractTests {

	private static final JdbcStoreOptions OPTIONS = new JdbcStoreOptions("my_hub_", "public", 12,
			JdbcStoreOptions.defaults().lockTimeout(), JdbcStoreOptions.defaults().leaseDuration());

	private static HikariDataSource dataSource = new HikariDataSource();

	@BeforeAll
	static void openPool() {
		dataSource = PostgresServer.createDatabase().openPool();
	}

	@AfterAll
	static void closePool() {
		dataSource.close();
	}

	@Override
	protected TaskHubStore openNew() {
		JdbcSchema schema = new JdbcSchema(dataSource, OPTIONS);
		schema.drop();
		schema.create();
		return new JdbcTaskHubStore(dataSource, OPTIONS);
	}

}
