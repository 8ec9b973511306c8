package io.durable.jdbc;

/**
 * Calls at the edge of transactions of the application, on H2.
 */
class H2CallerBoundaryTests extends CallerBoundaryTests {

	H2CallerBoundaryTests() {
		super(TestDatabase.H2);
	}

}
