package io.durable.jdbc.dialect;

import org.jspecify.annotations.Nullable;

/**
 * H2 did not allow to write at once what is committed. By default it does that later, and
 * acknowledged commits are lost when the process is killed.
 */
public class WriteDelayException extends RuntimeException {

	private final String database;

	WriteDelayException(String database, @Nullable Throwable cause) {
		super("CHECKPOINT was refused by " + database, cause);
		this.database = database;
	}

	/**
	 * Return the database that refused it.
	 * @return the location of the database, without credentials
	 */
	public String getDatabase() {
		return this.database;
	}

}
