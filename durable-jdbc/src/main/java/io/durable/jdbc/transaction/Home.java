package io.durable.jdbc.transaction;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;

import io.durable.jdbc.dialect.Database;
import io.durable.jdbc.dialect.SqlDialect;
import org.jspecify.annotations.Nullable;

/**
 * The database that keeps the task hub. A data source may lead elsewhere: one that routes
 * by a tenant, or that of another transaction.
 *
 * @param location where it is, without credentials
 * @param identity what distinguishes it from others wherever it is, or {@code null} if it
 * does not say
 * @param dialect its dialect
 */
public record Home(String location, @Nullable String identity, SqlDialect dialect) {

	public static Home of(Database database, Connection connection) throws SQLException {
		return new Home(database.location(), identity(database.dialect(), connection), database.dialect());
	}

	// Return whether a connection leads here for certain. A database may have several
	// addresses, and an address is asked first, since that costs nothing.
	public boolean isReachedBy(Connection connection) throws SQLException {
		return this.location.equals(Database.location(connection.getMetaData()))
				|| (this.identity != null && this.identity.equals(identity(this.dialect, connection)));
	}

	// A failed question must not spoil a transaction that is not ours
	private static @Nullable String identity(SqlDialect dialect, Connection connection) throws SQLException {
		if (!dialect.product().equals(connection.getMetaData().getDatabaseProductName())) {
			return null;
		}
		Savepoint savepoint = connection.getAutoCommit() ? null : connection.setSavepoint();
		try {
			return dialect.identity(connection);
		}
		catch (SQLException ex) {
			if (savepoint != null) {
				connection.rollback(savepoint);
			}
			return null;
		}
	}

}
