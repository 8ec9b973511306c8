package io.durable.jdbc;

/**
 * Runs {@link ClientCommitterTests} on PostgreSQL.
 */
class PostgreSqlClientCommitterTests extends ClientCommitterTests {

	PostgreSqlClientCommitterTests() {
		super(TestDatabase.POSTGRESQL);
	}

}
