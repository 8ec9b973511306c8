package io.durable.jdbc.schema;

/**
 * The tables have another version than this library needs.
 */
public class SchemaVersionException extends RuntimeException {

	private final int found;

	private final int expected;

	private final String database;

	SchemaVersionException(int found, int expected, String database) {
		super("The tables in " + database + " have schema version " + found + ", but version " + expected
				+ " is needed");
		this.found = found;
		this.expected = expected;
		this.database = database;
	}

	/**
	 * Return the version of the tables.
	 * @return the version that was found
	 */
	public int getFound() {
		return this.found;
	}

	/**
	 * Return the version that this library works with.
	 * @return the version that is needed
	 */
	public int getExpected() {
		return this.expected;
	}

	/**
	 * Return where the tables are.
	 * @return the location of the database, without credentials
	 */
	public String getDatabase() {
		return this.database;
	}

}
