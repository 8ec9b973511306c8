package io.durable.jdbc;

/**
 * Runs {@link RefusalTests} on PostgreSQL.
 */
class PostgreSqlRefusalTests extends RefusalTests {

	PostgreSqlRefusalTests() {
		super(TestDatabase.POSTGRESQL);
	}

}
