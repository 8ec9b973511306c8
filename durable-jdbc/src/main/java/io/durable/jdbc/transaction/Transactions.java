package io.durable.jdbc.transaction;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;

import javax.sql.DataSource;

import io.durable.jdbc.dialect.SqlDialect;
import io.durable.jdbc.dialect.SqlFailure;
import io.durable.jdbc.dialect.SqlProblem;
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
public final class Transactions {

	private static final Logger logger = LoggerFactory.getLogger(Transactions.class);

	private final Connections connections;

	private final SqlDialect dialect;

	private final Duration statementTimeout;

	private final Duration lockTimeout;

	// How long a statement may take that is a transaction by itself
	private final int aloneSeconds;

	public Transactions(Connections connections, SqlDialect dialect, Duration statementTimeout, Duration lockTimeout) {
		this.connections = connections;
		this.dialect = dialect;
		this.statementTimeout = statementTimeout;
		this.lockTimeout = lockTimeout;
		this.aloneSeconds = (int) Math.max(1, statementTimeout.dividedBy(2).plusMillis(999).toSeconds());
	}

	public Transactions(DataSource dataSource, SqlDialect dialect, Duration statementTimeout, Duration lockTimeout) {
		this(new Connections(dataSource, statementTimeout.multipliedBy(2), dialect.hasArrays()), dialect,
				statementTimeout, lockTimeout);
	}

	public Transactions withLockTimeout(Duration timeout) {
		return new Transactions(this.connections, this.dialect, this.statementTimeout, timeout);
	}

	// Do something in a transaction of its own. Throws SQLException if it failed and
	// nothing is committed. Throws InDoubtException if the commit failed.
	public <T extends @Nullable Object> T execute(SqlWork<T> work) throws SQLException {
		T result = execute(work, true);
		this.connections.flush();
		return result;
	}

	// Make certain that what was committed survives the process.
	public void flush(String action) {
		try {
			this.connections.flush();
		}
		catch (InDoubtException ex) {
			throw inDoubt(action, ex);
		}
	}

	// For callers that can only find out by themselves, or repeat the call.
	public static TransientStoreException inDoubt(String action, InDoubtException exception) {
		return new TransientStoreException(action + " may have happened or not: " + exception.getMessage(), exception);
	}

	private <T extends @Nullable Object> T execute(SqlWork<T> work, boolean commits) throws SQLException {
		Attempt<T> attempt = (commits && this.connections.hasGate())
				? () -> InTurn.execute(this.lockTimeout, (lockWait) -> executeOnce(work, true, lockWait))
				: () -> executeOnce(work, commits, this.lockTimeout);
		return this.connections.aside(() -> onFreshSession(attempt));
	}

	// A session to a server that is not the primary any more has done nothing. The next
	// one is to the new primary.
	private static <T extends @Nullable Object> T onFreshSession(Attempt<T> attempt) throws SQLException {
		try {
			return attempt.execute();
		}
		catch (SQLException ex) {
			if (SqlFailure.isReadOnly(ex)) {
				return attempt.execute();
			}
			throw ex;
		}
	}

	private <T extends @Nullable Object> T executeOnce(SqlWork<T> work, boolean commits, Duration lockWait)
			throws SQLException {
		UsedConnection used = this.connections.take();
		Connection connection = used.connection();
		boolean autoCommit = true;
		SqlDialect.Restore restore = null;
		FileGate.Passage passage = FileGate.Passage.FREE;
		try {
			autoCommit = connection.getAutoCommit();
			if (commits) {
				passage = this.connections.pass();
			}
			if (autoCommit) {
				connection.setAutoCommit(false);
			}
			restore = this.dialect.begin(connection, this.statementTimeout, lockWait);
			T result = work.execute(connection);
			if (commits) {
				commit(connection);
			}
			else {
				rollback(connection);
			}
			return result;
		}
		catch (Throwable ex) {
			used.failed(ex);
			rollback(connection);
			throw ex;
		}
		finally {
			passage.close();
			close(used, autoCommit, restore);
		}
	}

	// Execute a statement that is a transaction by itself. Throws SQLException if nothing
	// is committed and InDoubtException if that is not known. Whatever the isolation
	// level of the pool: one statement has one snapshot at any.
	public void executeStatement(String sql, Binder binder, ResultReader reader) throws SQLException {
		execute(true, sql, binder, reader);
	}

	// Execute statements, separated by semicolons, with the settings before and the
	// commit after them in one round trip. Each result goes to the next reader.
	public void executeAtOnce(String sql, Binder binder, ResultReader... readers) throws SQLException {
		ResultReader[] all = new ResultReader[readers.length + 1];
		all[0] = (settings) -> {
		};
		System.arraycopy(readers, 0, all, 1, readers.length);
		execute(false, this.dialect.settings(this.statementTimeout, this.lockTimeout) + "; " + sql + "; COMMIT", binder,
				all);
	}

	private void execute(boolean autoCommit, String sql, Binder binder, ResultReader... readers) throws SQLException {
		onFreshSession(() -> {
			executeOnce(autoCommit, sql, binder, readers);
			return null;
		});
	}

	private void executeOnce(boolean autoCommit, String sql, Binder binder, ResultReader... readers)
			throws SQLException {
		UsedConnection used = this.connections.take();
		Connection connection = used.connection();
		boolean previous = autoCommit;
		try {
			previous = connection.getAutoCommit();
			if (previous != autoCommit) {
				connection.setAutoCommit(autoCommit);
			}
			try (PreparedStatement statement = connection.prepareStatement(sql)) {
				if (autoCommit) {
					// It has no settings of its own, and may wait for a row that somebody
					// has locked
					statement.setQueryTimeout(this.aloneSeconds);
				}
				binder.bind(statement);
				execute(statement, readers);
			}
		}
		catch (Throwable ex) {
			used.failed(ex);
			if (!autoCommit) {
				rollback(connection);
			}
			if (ex instanceof SQLException failure && SqlFailure.isInDoubt(failure)) {
				throw new InDoubtException("The commit failed: " + SqlProblem.describe(failure),
						SqlProblem.withoutValues(failure));
			}
			throw ex;
		}
		finally {
			close(used, previous, null);
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

	// Do something in a transaction of its own that may be lost with the process. If the
	// commit fails, the caller need not know whether it happened.
	public <T extends @Nullable Object> T call(String action, SqlWork<T> work) {
		try {
			return execute(work, true);
		}
		catch (SQLException ex) {
			throw SqlFailure.translate(action, ex);
		}
		catch (InDoubtException ex) {
			throw inDoubt(action, ex);
		}
	}

	// Read, perhaps behind a lock. The transaction is rolled back at the end: PostgreSQL
	// would flush its log at the commit of one that has locked a row, although nothing
	// has changed.
	public <T extends @Nullable Object> T look(String action, SqlWork<T> work) {
		try {
			return look(work);
		}
		catch (SQLException ex) {
			throw SqlFailure.translate(action, ex);
		}
	}

	public <T extends @Nullable Object> T look(SqlWork<T> work) throws SQLException {
		return execute(work, false);
	}

	// Read with one statement, which needs no transaction around it.
	public <T extends @Nullable Object> T read(String action, SqlWork<T> work) {
		try {
			return read(work);
		}
		catch (SQLException ex) {
			throw SqlFailure.translate(action, ex);
		}
	}

	public <T extends @Nullable Object> T read(SqlWork<T> work) throws SQLException {
		return this.connections.aside(() -> this.connections.use((connection) -> {
			T result = work.execute(connection);
			if (!connection.getAutoCommit()) {
				connection.rollback();
			}
			return result;
		}));
	}

	private static void commit(Connection connection) throws SQLException {
		try {
			connection.commit();
		}
		catch (SQLException ex) {
			if (SqlFailure.isInDoubt(ex)) {
				throw new InDoubtException("The commit failed: " + SqlProblem.describe(ex),
						SqlProblem.withoutValues(ex));
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
	private static void close(UsedConnection used, boolean autoCommit, SqlDialect.@Nullable Restore restore) {
		try (used) {
			Connection connection = used.connection();
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
	 * Something that may be done again if it has done nothing.
	 *
	 * @param <T> the type of result
	 */
	@FunctionalInterface
	private interface Attempt<T extends @Nullable Object> {

		T execute() throws SQLException;

	}

	/**
	 * Sets the parameters of a statement.
	 */
	public interface Binder {

		void bind(PreparedStatement statement) throws SQLException;

	}

	/**
	 * Reads what a statement returned.
	 */
	public interface ResultReader {

		void read(ResultSet rows) throws SQLException;

	}

}
