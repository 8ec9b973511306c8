package io.durable.jdbc.engine;

import com.zaxxer.hikari.HikariDataSource;
import io.durable.jdbc.PostgresServer;

/**
 * What has kept an engine on PostgreSQL from going on.
 */
class StuckOnPostgreSqlTests extends StuckOnDatabaseTests {

	private final PostgresServer.Database database = PostgresServer.createDatabase();

	@Override
	HikariDataSource openDataSource() {
		return this.database.openPool();
	}

	// The beat's
	@Override
	int kept() {
		return 1;
	}

}
