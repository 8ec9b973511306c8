package io.durable.jdbc;

/**
 * Calls at the edge of transactions of the application, on PostgreSQL.
 */
class PostgreSqlCallerBoundaryTests extends CallerBoundaryTests {

	PostgreSqlCallerBoundaryTests() {
		super(TestDatabase.POSTGRESQL);
	}

}
