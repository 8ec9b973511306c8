package io.durable.jdbc;

/**
 * Runs {@link CallerTransactionTests} on H2.
 */
class H2CallerTransactionTests extends CallerTransactionTests {

	H2CallerTransactionTests() {
		super(TestDatabase.H2);
	}

}
