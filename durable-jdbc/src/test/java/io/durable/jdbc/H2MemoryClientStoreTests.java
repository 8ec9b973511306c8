package io.durable.jdbc;

import java.util.UUID;

import io.durable.store.ClientStoreContractTests;
import io.durable.store.TaskHubStore;
import org.h2.jdbcx.JdbcDataSource;

/**
 * The contract of clients, on H2 in memory.
 */
class H2MemoryClientStoreTests extends ClientStoreContractTests {

	@Override
	protected TaskHubStore openNew() {
		JdbcDataSource memory = new JdbcDataSource();
		memory.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
		new JdbcSchema(memory, JdbcStoreOptions.defaults()).create();
		return new JdbcTaskHubStore(memory, JdbcStoreOptions.defaults());
	}

}
