package io.durable.jdbc.engine;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.UUID;

import com.zaxxer.hikari.HikariDataSource;
import io.durable.jdbc.JdbcSchema;
import io.durable.jdbc.JdbcStoreOptions;
import io.durable.jdbc.JdbcTaskHubStore;
import io.durable.model.EventStreamTests;
import io.durable.store.TaskHubStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@link EventStreamTests} on H2 in a file.
 */
class EventStreamsOnH2Tests extends EventStreamTests {

	@TempDir
	private Path directory;

	private HikariDataSource dataSource;

	@Override
	protected TaskHubStore open(InstantSource clock) {
		this.dataSource = new HikariDataSource();
		this.dataSource.setJdbcUrl("jdbc:h2:file:" + this.directory.resolve(UUID.randomUUID().toString()));
		this.dataSource.setMaximumPoolSize(20);
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
