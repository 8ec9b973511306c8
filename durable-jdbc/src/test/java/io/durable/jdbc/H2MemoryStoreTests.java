package io.durable.jdbc;

import java.util.UUID;

import javax.sql.DataSource;

import io.durable.store.TaskHubStore;
import io.durable.store.TaskHubStoreContractTests;
import org.h2.jdbcx.JdbcDataSource;

/**
 * The contract, on H2 in memory.
 */
class H2MemoryStoreTests extends TaskHubStoreContractTests {

	private DataSource dataSource = new JdbcDataSource();

	@Override
	protected TaskHubStore openNew() {
		JdbcDataSource memory = new JdbcDataSource();
		memory.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
		this.dataSource = memory;
		new JdbcSchema(memory, JdbcStoreOptions.defaults()).create();
		return openAgain();
	}

	@Override
	protected TaskHubStore openAgain() {
		return new JdbcTaskHubStore(this.dataSource, JdbcStoreOptions.defaults());
	}

}
