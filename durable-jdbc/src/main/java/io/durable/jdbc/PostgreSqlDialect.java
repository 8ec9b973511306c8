package io.durable.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * PostgreSQL. A failed statement dooms its transaction unless there is a savepoint, and
 * every statement is a round trip: the driver sends statements that are joined by a
 * semicolon in one.
 */
final class PostgreSqlDialect implements SqlDialect {

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
	public Restore begin(Connection connection, Duration statementTimeout, Duration lockTimeout) throws SQLException {
		try (Statement statement = connection.createStatement()) {
			statement
				.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED; " + settings(statementTimeout, lockTimeout));
		}
		return () -> {
		};
	}

	// Plans are kept: one that is made while a table is small or empty would scan it, and
	// still do so when it has filled up.
	@Override
	public String settings(Duration statementTimeout, Duration lockTimeout) {
		return "SELECT " + Stream
			.of(set("enable_seqscan", "off"), set("plan_cache_mode", "force_generic_plan"),
					set("statement_timeout", statementTimeout.toMillis()),
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

}
