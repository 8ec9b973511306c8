package io.durable.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import io.durable.store.FenceTests;
import io.durable.store.TaskHubStore;
import org.junit.jupiter.api.AfterEach;

/**
 * {@link FenceTests} on PostgreSQL.
 */
class PostgreSqlFenceTests extends FenceTests {

	private final HikariDataSource dataSource = PostgresServer.createDatabase().openPool();

	@Override
	protected TaskHubStore openNew() {
		new JdbcSchema(this.dataSource, JdbcStoreOptions.defaults()).create();
		return new JdbcTaskHubStore(this.dataSource, JdbcStoreOptions.defaults());
	}

	@AfterEach
	void closePool() {
		this.dataSource.close();
	}

}
