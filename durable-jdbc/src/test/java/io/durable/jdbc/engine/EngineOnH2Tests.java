package io.durable.jdbc.engine;

import java.nio.file.Path;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.io.TempDir;

/**
 * The engine on H2 in a file.
 */
class EngineOnH2Tests extends EngineOnDatabaseTests {

	@TempDir
	private Path directory;

	@Override
	HikariDataSource openDataSource() {
		HikariDataSource dataSource = new HikariDataSource();
		dataSource.setJdbcUrl("jdbc:h2:file:" + this.directory.resolve("hub"));
		dataSource.setMaximumPoolSize(20);
		return dataSource;
	}

}
