package io.durable.jdbc.schema;

/**
 * The connections of the task hub may not write.
 */
public class ReadOnlyDatabaseException extends RuntimeException {

	private final String database;

	ReadOnlyDatabaseException(String database) {
		super("The connections to " + database + " are read-only");
		this.database = database;
	}

	/**
	 * Return where they lead.
	 * @return the location of the database, without credentials
	 */
	public String getDatabase() {
		return this.database;
	}

}
