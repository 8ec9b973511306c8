package io.durable.jdbc;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
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
final class H2Dialect implements SqlDialect {

	private static final String WRITE_DELAYS = """
			SELECT COUNT(*) FROM INFORMATION_SCHEMA.SETTINGS WHERE SETTING_NAME = 'WRITE_DELAY' AND SETTING_VALUE <> '0'""";

	@Override
	public String product() {
		return "H2";
	}

	@Override
	public boolean plansByConditions() {
		return true;
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
	// instances that a client was told of. The setting is stored, but a database that is
	// opened again shows it and does not obey, so it is made each time.
	@Override
	public void requireDurability(Connection connection, String location) throws SQLException {
		if (isVolatile(connection)) {
			return;
		}
		try (Statement statement = connection.createStatement()) {
			statement.execute("SET WRITE_DELAY 0");
		}
		catch (SQLException ex) {
			// It needs an administrator, who may have made it already
			if (!"0".equals(query(connection, WRITE_DELAYS))) {
				throw new WriteDelayException(location, ex);
			}
		}
	}

	@Override
	public boolean isForgetful() {
		return true;
	}

	/**
	 * An embedded file is locked by this process, but for automatic mixed mode, which
	 * keeps the address of its server in a file beside it.
	 */
	@Override
	public boolean isExclusive(Connection connection) throws SQLException {
		String path = query(connection, "SELECT DATABASE_PATH()");
		String url = connection.getMetaData().getURL();
		boolean remote = url.startsWith("jdbc:h2:tcp:") || url.startsWith("jdbc:h2:ssl:");
		return !remote && (path == null || Files.notExists(Path.of(path + ".lock.db")));
	}

	@Override
	public boolean isVolatile(Connection connection) throws SQLException {
		return query(connection, "SELECT DATABASE_PATH()") == null;
	}

	private static @Nullable String query(Connection connection, String sql) throws SQLException {
		try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(sql)) {
			return row.next() ? row.getString(1) : null;
		}
	}

}
