package io.durable.jdbc;

/**
 * Runs {@link ClientCommitterTests} on H2.
 */
class H2ClientCommitterTests extends ClientCommitterTests {

	H2ClientCommitterTests() {
		super(TestDatabase.H2);
	}

}
