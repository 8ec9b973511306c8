package io.durable.jdbc.dialect;

import java.sql.SQLException;

import org.jspecify.annotations.Nullable;

/**
 * The database of the task hub could not be reached when it was opened.
 */
public class DatabaseUnavailableException extends RuntimeException {

	private final SQLException reason;

	private final @Nullable String location;

	public DatabaseUnavailableException(@Nullable String location, SQLException reason) {
		super("The database of the task hub" + ((location != null) ? " at " + location : "") + " cannot be reached: "
				+ SqlProblem.describe(reason), SqlProblem.withoutValues(reason));
		this.reason = SqlProblem.withoutValues(reason);
		this.location = location;
	}

	/**
	 * Return why.
	 * @return what the driver says
	 */
	public SQLException getReason() {
		return this.reason;
	}

	/**
	 * Return where it was looked for.
	 * @return the location of the database, without credentials, or {@code null} if the
	 * data source does not say
	 */
	public @Nullable String getLocation() {
		return this.location;
	}

}
