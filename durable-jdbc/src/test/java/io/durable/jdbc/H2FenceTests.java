package io.durable.jdbc;

import java.nio.file.Path;

import com.zaxxer.hikari.HikariDataSource;
import io.durable.store.FenceTests;
import io.durable.store.TaskHubStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@link FenceTests} on H2 in a file.
 */
class H2FenceTests extends FenceTests {

	@TempDir
	private Path directory = Path.of("");

	private final HikariDataSource dataSource = new HikariDataSource();

	@Override
	protected TaskHubStore openNew() {
		this.dataSource.setJdbcUrl("jdbc:h2:file:" + this.directory.resolve("hub"));
		this.dataSource.setMaximumPoolSize(20);
		new JdbcSchema(this.dataSource, JdbcStoreOptions.defaults()).create();
		return new JdbcTaskHubStore(this.dataSource, JdbcStoreOptions.defaults());
	}

	@AfterEach
	void closePool() {
		this.dataSource.close();
	}

}
