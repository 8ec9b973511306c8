package io.durable.jdbc.schema;

import java.sql.SQLException;

import io.durable.jdbc.dialect.SqlProblem;

/**
 * The database does not let its user do what the task hub needs.
 */
public class NotPermittedException extends RuntimeException {

	private final String database;

	private final boolean creation;

	/**
	 * Create the exception.
	 * @param database where the task hub is, without credentials
	 * @param creation whether the tables were to be created, otherwise used
	 * @param cause what the database says
	 */
	public NotPermittedException(String database, boolean creation, SQLException cause) {
		super("The tables of the task hub cannot be %s in %s: %s".formatted(creation ? "created" : "used", database,
				SqlProblem.describe(cause)), SqlProblem.withoutValues(cause));
		this.database = database;
		this.creation = creation;
	}

	/**
	 * Return where the task hub is.
	 * @return the location of the database, without credentials
	 */
	public String getDatabase() {
		return this.database;
	}

	/**
	 * Return whether the tables were to be created.
	 * @return {@code false} if they are there
	 */
	public boolean isCreation() {
		return this.creation;
	}

}
