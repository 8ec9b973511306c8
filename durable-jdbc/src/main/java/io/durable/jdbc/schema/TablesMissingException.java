package io.durable.jdbc.schema;

import org.jspecify.annotations.Nullable;

/**
 * The task hub's tables are not in the database.
 */
public class TablesMissingException extends RuntimeException {

	private final String table;

	private final String database;

	TablesMissingException(String table, String database, @Nullable Throwable cause) {
		super("Table '" + table + "' does not exist in " + database, cause);
		this.table = table;
		this.database = database;
	}

	/**
	 * Return the first table that was missed.
	 * @return the name of the table
	 */
	public String getTable() {
		return this.table;
	}

	/**
	 * Return where it was looked for.
	 * @return the location of the database, without credentials
	 */
	public String getDatabase() {
		return this.database;
	}

}
