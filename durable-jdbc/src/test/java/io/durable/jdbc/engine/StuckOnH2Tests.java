package io.durable.jdbc.engine;

import java.nio.file.Path;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.io.TempDir;

/**
 * What has kept an engine on H2 from going on.
 */
class StuckOnH2Tests extends StuckOnDatabaseTests {

	@TempDir
	private Path directory;

	@Override
	HikariDataSource openDataSource() {
		HikariDataSource dataSource = new HikariDataSource();
		dataSource.setJdbcUrl("jdbc:h2:file:" + this.directory.resolve("hub"));
		dataSource.setMaximumPoolSize(20);
		return dataSource;
	}

	// The beat's, and the one that has the file written
	@Override
	int kept() {
		return 2;
	}

}
