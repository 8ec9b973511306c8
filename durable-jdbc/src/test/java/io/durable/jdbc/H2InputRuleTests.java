package io.durable.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import io.durable.hub.InputRuleScenarios;
import io.durable.store.TaskHubStore;
import io.durable.testing.TestClock;
import org.junit.jupiter.api.AfterEach;

/**
 * The rules of input on H2.
 */
class H2InputRuleTests extends InputRuleScenarios {

	private HikariDataSource dataSource;

	@Override
	protected TaskHubStore newStore(TestClock clock) {
		this.dataSource = TestDatabase.H2.open();
		return new JdbcTaskHubStore(this.dataSource, JdbcStoreOptions.defaults());
	}

	@AfterEach
	void closePool() {
		this.dataSource.close();
	}

}
