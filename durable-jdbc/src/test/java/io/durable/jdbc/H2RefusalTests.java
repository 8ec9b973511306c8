package io.durable.jdbc;

/**
 * Runs {@link RefusalTests} on H2.
 */
class H2RefusalTests extends RefusalTests {

	H2RefusalTests() {
		super(TestDatabase.H2);
	}

}
