package io.durable.jdbc.dialect;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL. A failed statement dooms its transaction unless there is a savepoint, and
 * every statement is a round trip: the driver sends statements that are joined by a
 * semicolon in one.
 */
public final class PostgreSqlDialect implements SqlDialect {

	@Override
	public String product() {
		return "PostgreSQL";
	}

	@Override
	public boolean hasArrays() {
		return true;
	}

	@Override
	public String ignoreDuplicates() {
		return " ON CONFLICT DO NOTHING";
	}

	@Override
	public String lowerCaseName(String table) {
		return lowerCase(table + ".name");
	}

	@Override
	public String lowerCaseParameter() {
		return lowerCase("CAST(? AS VARCHAR)");
	}

	// LOWER speaks the language of the database: it gets no letters of which Turkish
	// makes others
	private static String lowerCase(String text) {
		return "LOWER(LOWER(" + text + " COLLATE \"C\") COLLATE \"default\")";
	}

	@Override
	public String byIdIndex(String column) {
		return column + " >= '' AND ";
	}

	// The number of characters would have to be counted.
	@Override
	public String storedLength(String column) {
		return "OCTET_LENGTH(" + column + ")";
	}

	@Override
	public Restore begin(Connection connection, Duration statementTimeout, Duration lockTimeout) throws SQLException {
		try (Statement statement = connection.createStatement()) {
			statement
				.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED; " + settings(statementTimeout, lockTimeout));
		}
		return () -> {
		};
	}

	// Plans are kept: one that is made while a table is small or empty would scan it, or
	// sort what an index has in order, and still do so when it has filled up.
	@Override
	public String settings(Duration statementTimeout, Duration lockTimeout) {
		return "SELECT " + Stream
			.of(set("enable_seqscan", "off"), set("enable_bitmapscan", "off"),
					set("plan_cache_mode", "force_generic_plan"), set("statement_timeout", statementTimeout.toMillis()),
					set("idle_in_transaction_session_timeout", statementTimeout.toMillis()),
					set("lock_timeout", lockTimeout.toMillis()))
			.collect(Collectors.joining(", "));
	}

	private static String set(String name, Object value) {
		return "set_config('" + name + "', '" + value + "', true)";
	}

	@Override
	public Part beginPart(Connection connection, Duration lockTimeout) throws SQLException {
		String previous = enter(connection, lockTimeout);
		return new Part() {

			@Override
			public void complete() throws SQLException {
				// SET LOCAL lasts to the end of the transaction, a released savepoint or
				// not
				try (PreparedStatement statement = connection
					.prepareStatement("SELECT set_config('lock_timeout', ?, true); RELEASE SAVEPOINT durable_part")) {
					statement.setString(1, previous);
					statement.execute();
				}
			}

			@Override
			public void undo() throws SQLException {
				try (Statement statement = connection.createStatement()) {
					statement.execute("ROLLBACK TO SAVEPOINT durable_part; RELEASE SAVEPOINT durable_part");
				}
			}

		};
	}

	private static String enter(Connection connection, Duration lockTimeout) throws SQLException {
		try (Statement statement = connection.createStatement()) {
			statement.execute("SAVEPOINT durable_part; SELECT current_setting('lock_timeout'), "
					+ "set_config('lock_timeout', '" + lockTimeout.toMillis() + "', true)");
			statement.getMoreResults();
			try (ResultSet row = statement.getResultSet()) {
				row.next();
				return row.getString(1);
			}
		}
	}

	@Override
	public void lockForDefinition(Connection connection) throws SQLException {
		// IF NOT EXISTS alone fails if two sessions create the same table
		try (Statement statement = connection.createStatement()) {
			statement.execute("SELECT pg_advisory_xact_lock(hashtext('io.durable.jdbc'))");
		}
	}

	@Override
	public boolean isReadOnly(Connection connection) throws SQLException {
		return "on".equals(query(connection, "SELECT current_setting('transaction_read_only')", null));
	}

	@Override
	public @Nullable String identity(Connection connection) throws SQLException {
		return query(connection,
				"SELECT system_identifier || '/' || current_database() FROM pg_catalog.pg_control_system()", null);
	}

	@Override
	public @Nullable String schemaOf(Connection connection, String table) throws SQLException {
		return query(connection, """
				SELECT quote_ident(n.nspname) FROM pg_catalog.pg_class c
				JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = to_regclass(?)""", table);
	}

	private static @Nullable String query(Connection connection, String sql, @Nullable String parameter)
			throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(sql)) {
			if (parameter != null) {
				statement.setString(1, parameter);
			}
			try (ResultSet row = statement.executeQuery()) {
				return row.next() ? row.getString(1) : null;
			}
		}
	}

}
