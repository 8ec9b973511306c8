package io.durable.jdbc;

/**
 * Runs {@link CheckpointFaultTests} on H2.
 */
class H2CheckpointFaultTests extends CheckpointFaultTests {

	H2CheckpointFaultTests() {
		super(TestDatabase.H2);
	}

}
