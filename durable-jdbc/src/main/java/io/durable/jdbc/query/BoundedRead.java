package io.durable.jdbc.query;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

import org.jspecify.annotations.Nullable;

/**
 * Executes queries that may take a bounded time.
 */
public final class BoundedRead {

	/**
	 * How long a query may take.
	 */
	public static final int SECONDS = 5;

	private BoundedRead() {
	}

	static <T extends @Nullable Object> T query(Connection connection, String sql, Binder binder, Reader<T> reader)
			throws SQLException {
		return query(SECONDS, connection, sql, binder, reader);
	}

	static <T extends @Nullable Object> T query(int seconds, Connection connection, String sql, Binder binder,
			Reader<T> reader) throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(sql)) {
			// To H2 it is a setting of the connection
			int previous = statement.getQueryTimeout();
			statement.setQueryTimeout(seconds);
			try {
				binder.bind(statement);
				try (ResultSet row = statement.executeQuery()) {
					return reader.read(row);
				}
			}
			finally {
				statement.setQueryTimeout(previous);
			}
		}
	}

	/**
	 * Sets the parameters of a statement.
	 */
	interface Binder {

		void bind(PreparedStatement statement) throws SQLException;

	}

	/**
	 * Reads what a query returned.
	 *
	 * @param <T> what becomes of it
	 */
	interface Reader<T extends @Nullable Object> {

		T read(ResultSet row) throws SQLException;

	}

}
