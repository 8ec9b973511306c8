package io.durable.spring.boot.autoconfigure;

/**
 * What becomes of an instance whose code does not do what its history says.
 */
public enum NonDeterminism {

	/**
	 * It is parked, and goes on when code that fits is deployed.
	 */
	PARK,

	/**
	 * It fails.
	 */
	FAIL

}
