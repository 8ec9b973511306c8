package io.durable.jdbc;

/**
 * Runs {@link CallerTransactionTests} on PostgreSQL.
 */
class PostgreSqlCallerTransactionTests extends CallerTransactionTests {

	PostgreSqlCallerTransactionTests() {
		super(TestDatabase.POSTGRESQL);
	}

}
