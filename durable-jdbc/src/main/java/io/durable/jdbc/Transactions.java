package io.durable.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;

import javax.sql.DataSource;

import io.durable.store.InDoubtException;
import io.durable.store.TransientStoreException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Transactions of the store's own, on connections of the application's pool. They are
 * always at READ COMMITTED, whatever the pool's default, and end well before a lease
 * does: a stuck one would hold up the takeover of its partitions.
 */
final class Transactions {

	private static final Logger logger = LoggerFactory.getLogger(Transactions.class);

	private final DataSource dataSource;

	private final SqlDialect dialect;

	private final Duration statementTimeout;

	private final Duration lockTimeout;

	Transactions(DataSource dataSource, SqlDialect dialect, JdbcStoreOptions options) {
		this(dataSource, dialect, options.leaseDuration().dividedBy(2), options.lockTimeout());
	}

	private Transactions(DataSource dataSource, SqlDialect dialect, Duration statementTimeout, Duration lockTimeout) {
		this.dataSource = dataSource;
		this.dialect = dialect;
		this.statementTimeout = statementTimeout;
		this.lockTimeout = lockTimeout;
	}

	Transactions withLockTimeout(Duration timeout) {
		return new Transactions(this.dataSource, this.dialect, this.statementTimeout, timeout);
	}

	// Do something in a transaction of its own. Throws SQLException if it failed and
	// nothing is committed. Throws InDoubtException if the commit failed.
	<T extends @Nullable Object> T execute(SqlWork<T> work) throws SQLException {
		Connection connection = this.dataSource.getConnection();
		boolean autoCommit = true;
		SqlDialect.Restore restore = null;
		try {
			autoCommit = connection.getAutoCommit();
			if (autoCommit) {
				connection.setAutoCommit(false);
			}
			restore = this.dialect.begin(connection, this.statementTimeout, this.lockTimeout);
			T result = work.execute(connection);
			commit(connection);
			return result;
		}
		catch (Throwable ex) {
			rollback(connection);
			throw ex;
		}
		finally {
			close(connection, autoCommit, restore);
		}
	}

	// Execute a statement that is a transaction by itself. Throws SQLException if nothing
	// is committed and InDoubtException if that is not known. Whatever the isolation
	// level of the pool: one statement has one snapshot at any.
	void executeStatement(String sql, Binder binder, ResultReader reader) throws SQLException {
		execute(true, sql, binder, reader);
	}

	// Execute statements, separated by semicolons, with the settings before and the
	// commit after them in one round trip. Each result goes to the next reader.
	void executeAtOnce(String sql, Binder binder, ResultReader... readers) throws SQLException {
		ResultReader[] all = new ResultReader[readers.length + 1];
		all[0] = (settings) -> {
		};
		System.arraycopy(readers, 0, all, 1, readers.length);
		execute(false, this.dialect.settings(this.statementTimeout, this.lockTimeout) + "; " + sql + "; COMMIT", binder,
				all);
	}

	private void execute(boolean autoCommit, String sql, Binder binder, ResultReader... readers) throws SQLException {
		Connection connection = this.dataSource.getConnection();
		boolean previous = autoCommit;
		try {
			previous = connection.getAutoCommit();
			if (previous != autoCommit) {
				connection.setAutoCommit(autoCommit);
			}
			try (PreparedStatement statement = connection.prepareStatement(sql)) {
				binder.bind(statement);
				execute(statement, readers);
			}
		}
		catch (SQLException ex) {
			if (!autoCommit) {
				rollback(connection);
			}
			if (SqlFailure.isInDoubt(ex)) {
				throw new InDoubtException("The commit failed: " + ex.getMessage(), ex);
			}
			throw ex;
		}
		finally {
			close(connection, previous, null);
		}
	}

	private static void execute(PreparedStatement statement, ResultReader... readers) throws SQLException {
		int next = 0;
		boolean result = statement.execute();
		while (result || statement.getUpdateCount() != -1) {
			if (result) {
				try (ResultSet rows = statement.getResultSet()) {
					readers[next++].read(rows);
				}
			}
			result = statement.getMoreResults();
		}
	}

	// Do something in a transaction of its own. If the commit fails, the caller need not
	// know whether it happened.
	<T extends @Nullable Object> T call(String action, SqlWork<T> work) {
		try {
			return execute(work);
		}
		catch (SQLException ex) {
			throw SqlFailure.translate(action, ex);
		}
		catch (InDoubtException ex) {
			throw new TransientStoreException(action + " may have happened or not: " + ex.getMessage(), ex);
		}
	}

	// Read with one statement, which needs no transaction around it.
	<T extends @Nullable Object> T read(String action, SqlWork<T> work) {
		try (Connection connection = this.dataSource.getConnection()) {
			T result = work.execute(connection);
			if (!connection.getAutoCommit()) {
				connection.rollback();
			}
			return result;
		}
		catch (SQLException ex) {
			throw SqlFailure.translate(action, ex);
		}
	}

	private static void commit(Connection connection) throws SQLException {
		try {
			connection.commit();
		}
		catch (SQLException ex) {
			if (SqlFailure.isInDoubt(ex)) {
				throw new InDoubtException("The commit failed: " + ex.getMessage(), ex);
			}
			throw ex;
		}
	}

	private static void rollback(Connection connection) {
		try {
			connection.rollback();
		}
		catch (SQLException ex) {
			logger.debug("Rollback failed", ex);
		}
	}

	// Return the connection as it was. A failure here changes nothing any more: the
	// transaction has ended.
	private static void close(Connection connection, boolean autoCommit, SqlDialect.@Nullable Restore restore) {
		try (connection) {
			if (restore != null) {
				restore.restore();
			}
			if (connection.getAutoCommit() != autoCommit) {
				connection.setAutoCommit(autoCommit);
			}
		}
		catch (SQLException ex) {
			logger.debug("Connection was not returned as it was", ex);
		}
	}

	/**
	 * Sets the parameters of a statement.
	 */
	interface Binder {

		void bind(PreparedStatement statement) throws SQLException;

	}

	/**
	 * Reads what a statement returned.
	 */
	interface ResultReader {

		void read(ResultSet rows) throws SQLException;

	}

}
