package io.durable.jdbc.engine;

import java.time.InstantSource;

import com.zaxxer.hikari.HikariDataSource;
import io.durable.jdbc.JdbcSchema;
import io.durable.jdbc.JdbcStoreOptions;
import io.durable.jdbc.JdbcTaskHubStore;
import io.durable.jdbc.PostgresServer;
import io.durable.model.EventStreamTests;
import io.durable.store.TaskHubStore;
import org.junit.jupiter.api.AfterEach;

/**
 * {@link EventStreamTests} on PostgreSQL.
 */
class EventStreamsOnPostgreSqlTests extends EventStreamTests {

	private final PostgresServer.Database database = PostgresServer.createDatabase();

	private HikariDataSource dataSource;

	@Override
	protected TaskHubStore open(InstantSource clock) {
		this.dataSource = this.database.openPool();
		new JdbcSchema(this.dataSource, JdbcStoreOptions.defaults()).create();
		return new JdbcTaskHubStore(this.dataSource, JdbcStoreOptions.defaults());
	}

	@Override
	protected int consumers() {
		return 30;
	}

	@AfterEach
	void closePool() {
		this.dataSource.close();
	}

}
