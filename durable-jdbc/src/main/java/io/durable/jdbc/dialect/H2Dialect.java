package io.durable.jdbc.dialect;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * H2, embedded or as a server. A failed statement undoes only itself, and settings belong
 * to the session.
 */
public final class H2Dialect implements SqlDialect {

	private static final String REMOTE_SESSIONS = """
			SELECT COUNT(*) FROM INFORMATION_SCHEMA.SESSIONS WHERE CLIENT_ADDR IS NOT NULL""";

	private static final String SCHEMA = """
			SELECT TABLE_SCHEMA FROM INFORMATION_SCHEMA.TABLES
			WHERE TABLE_SCHEMA = CURRENT_SCHEMA AND LOWER(TABLE_NAME) = LOWER(?)""";

	@Override
	public String product() {
		return "H2";
	}

	@Override
	public boolean plansByConditions() {
		return true;
	}

	@Override
	public String text() {
		return "VARCHAR_CASESENSITIVE";
	}

	// A large object knows its characters, its octets would have to be counted.
	@Override
	public String storedLength(String column) {
		return "CHAR_LENGTH(" + column + ")";
	}

	// H2 has no indexes of expressions.
	@Override
	public String lowerCaseName(String table) {
		return table + ".lower_name";
	}

	// LOWER speaks the language of the Java virtual machine: it gets no letter of which
	// Turkish makes another
	@Override
	public String lowerCaseParameter() {
		return "LOWER(REPLACE(CAST(? AS " + text() + "), 'I', 'i'))";
	}

	// H2 compares UTF-16.
	@Override
	public String lastCharacter() {
		return Character.toString(Character.MAX_VALUE);
	}

	@Override
	public Restore begin(Connection connection, Duration statementTimeout, Duration lockTimeout) throws SQLException {
		int isolation = connection.getTransactionIsolation();
		if (isolation != Connection.TRANSACTION_READ_COMMITTED) {
			connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
		}
		String previous = setLockTimeout(connection, lockTimeout);
		return () -> {
			restoreLockTimeout(connection, lockTimeout, previous);
			if (isolation != Connection.TRANSACTION_READ_COMMITTED) {
				connection.setTransactionIsolation(isolation);
			}
		};
	}

	@Override
	public Part beginPart(Connection connection, Duration lockTimeout) throws SQLException {
		String previous = setLockTimeout(connection, lockTimeout);
		Savepoint savepoint = connection.setSavepoint();
		return new Part() {

			@Override
			public void complete() throws SQLException {
				connection.releaseSavepoint(savepoint);
				restoreLockTimeout(connection, lockTimeout, previous);
			}

			@Override
			public void undo() throws SQLException {
				connection.rollback(savepoint);
				restoreLockTimeout(connection, lockTimeout, previous);
			}

		};
	}

	// Set the time that the session waits for locks, without an effect on its
	// transaction. Returns the previous value.
	private static String setLockTimeout(Connection connection, Duration timeout) throws SQLException {
		String previous = String.valueOf(query(connection, "SELECT LOCK_TIMEOUT()"));
		restoreLockTimeout(connection, Duration.ofMillis(Long.parseLong(previous)), Long.toString(timeout.toMillis()));
		return previous;
	}

	private static void restoreLockTimeout(Connection connection, Duration current, String milliseconds)
			throws SQLException {
		if (!milliseconds.equals(Long.toString(current.toMillis()))) {
			try (Statement statement = connection.createStatement()) {
				statement.execute("SET LOCK_TIMEOUT " + milliseconds);
			}
		}
	}

	// By default H2 writes half a second after the commit: a killed process then loses
	// instances that a client was told of. Somebody must be allowed to say when.
	@Override
	public void requireDurability(Connection connection, String location) throws SQLException {
		if (isVolatile(connection)) {
			return;
		}
		try (Statement statement = connection.createStatement()) {
			statement.execute("CHECKPOINT");
		}
		catch (SQLException ex) {
			// It needs an administrator
			throw new WriteDelayException(location, ex);
		}
	}

	@Override
	public boolean isForgetful() {
		return true;
	}

	/**
	 * An embedded file is locked by this process, but for automatic mixed mode, which
	 * keeps the address of its server in a file beside it, and for a server that this
	 * process has started.
	 */
	@Override
	public @Nullable String privateDatabase(Connection connection) throws SQLException {
		String path = query(connection, "SELECT DATABASE_PATH()");
		String url = connection.getMetaData().getURL();
		boolean remote = url.startsWith("jdbc:h2:tcp:") || url.startsWith("jdbc:h2:ssl:");
		if (remote || !"0".equals(query(connection, REMOTE_SESSIONS))
				|| (path != null && Files.exists(Path.of(path + ".lock.db")))) {
			return null;
		}
		return (path != null) ? "file " + path : "memory " + query(connection, "SELECT DATABASE()");
	}

	@Override
	public boolean isVolatile(Connection connection) throws SQLException {
		return query(connection, "SELECT DATABASE_PATH()") == null;
	}

	@Override
	public @Nullable String schemaOf(Connection connection, String table) throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(SCHEMA)) {
			statement.setString(1, table);
			try (ResultSet row = statement.executeQuery()) {
				return row.next() ? '"' + row.getString(1).replace("\"", "\"\"") + '"' : null;
			}
		}
	}

	private static @Nullable String query(Connection connection, String sql) throws SQLException {
		try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(sql)) {
			return row.next() ? row.getString(1) : null;
		}
	}

}
