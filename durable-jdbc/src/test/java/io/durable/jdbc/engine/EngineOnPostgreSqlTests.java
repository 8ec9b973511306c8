package io.durable.jdbc.engine;

import com.zaxxer.hikari.HikariDataSource;
import io.durable.jdbc.PostgresServer;

/**
 * The engine on PostgreSQL.
 */
class EngineOnPostgreSqlTests extends EngineOnDatabaseTests {

	private final PostgresServer.Database database = PostgresServer.createDatabase();

	@Override
	HikariDataSource openDataSource() {
		return this.database.openPool();
	}

}
