package io.durable.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import io.durable.hub.RewindScenarios;
import io.durable.store.TaskHubStore;
import io.durable.testing.TestClock;
import org.junit.jupiter.api.AfterEach;

/**
 * Rewinds on PostgreSQL.
 */
class PostgreSqlRewindTests extends RewindScenarios {

	private HikariDataSource dataSource;

	@Override
	protected TaskHubStore newStore(TestClock clock) {
		this.dataSource = TestDatabase.POSTGRESQL.open();
		return new JdbcTaskHubStore(this.dataSource, JdbcStoreOptions.defaults());
	}

	@AfterEach
	void closePool() {
		this.dataSource.close();
	}

}
