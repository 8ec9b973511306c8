package io.durable.jdbc;

import org.jspecify.annotations.Nullable;

/**
 * H2 did not allow to switch its write delay off. With it, acknowledged commits are lost
 * when the process is killed.
 */
public class WriteDelayException extends RuntimeException {

	private final String database;

	WriteDelayException(String database, @Nullable Throwable cause) {
		super("SET WRITE_DELAY 0 was refused by " + database, cause);
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
