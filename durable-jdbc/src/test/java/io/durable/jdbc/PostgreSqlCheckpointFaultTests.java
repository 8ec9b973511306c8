package io.durable.jdbc;

/**
 * Runs {@link CheckpointFaultTests} on PostgreSQL.
 */
class PostgreSqlCheckpointFaultTests extends CheckpointFaultTests {

	PostgreSqlCheckpointFaultTests() {
		super(TestDatabase.POSTGRESQL);
	}

}
