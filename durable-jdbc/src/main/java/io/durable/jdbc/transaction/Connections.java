package io.durable.jdbc.transaction;

import java.sql.SQLException;
import java.time.Duration;

import javax.sql.DataSource;

import io.durable.jdbc.dialect.Database;
import org.jspecify.annotations.Nullable;

/**
 * Connections of the application's pool, for as long as the store uses them: no wait for
 * the network is longer than a lease, and a session that is of no use any more does not
 * go back.
 */
public final class Connections {

	private final DataSource dataSource;

	private final Duration networkTimeout;

	private final @Nullable ConnectionWatch watch;

	private final @Nullable StaleSessions staleSessions;

	private volatile @Nullable Home home;

	private volatile @Nullable H2File file;

	/**
	 * Use connections of a data source.
	 * @param dataSource the data source
	 * @param leaseDuration how long a node may be silent: every wait ends well before
	 * @param remote whether a network is between. The sessions of a database within the
	 * process do not break, and it may live only as long as one of them does
	 */
	public Connections(DataSource dataSource, Duration leaseDuration, boolean remote) {
		this.dataSource = dataSource;
		this.networkTimeout = leaseDuration.multipliedBy(7).dividedBy(10);
		this.watch = remote ? new ConnectionWatch(leaseDuration.multipliedBy(8).dividedBy(10)) : null;
		this.staleSessions = remote ? new StaleSessions(dataSource) : null;
	}

	// From now on only connections to this database are used.
	public void requireHome(Home home) {
		this.home = home;
	}

	// From now on nothing is read or written on the threads of callers, and what is told
	// to
	// be stored is in the file of H2. The statement changes something of no importance.
	// The database is named as everybody in this process names it, if that is known.
	public void writeToFile(DataSource kept, String change, @Nullable String database) {
		this.file = new H2File(kept, change, FileGate.of(database, this.networkTimeout));
	}

	// Return whether transactions that write come one at a time.
	boolean hasGate() {
		return this.file != null;
	}

	// For a transaction of the store's own, once it has its connection.
	FileGate.Passage pass() throws SQLException {
		H2File current = this.file;
		return (current != null) ? current.gate().pass() : FileGate.Passage.FREE;
	}

	<T extends @Nullable Object> T aside(Aside.Task<T> task) throws SQLException {
		H2File current = this.file;
		return (current != null) ? current.aside().call(task) : task.execute();
	}

	// Make certain that what is committed survives the process.
	public void flush() {
		H2File current = this.file;
		if (current != null) {
			current.flush();
		}
	}

	public void close() {
		H2File current = this.file;
		if (current != null) {
			current.close();
		}
	}

	public DataSource dataSource() {
		return this.dataSource;
	}

	public Duration networkTimeout() {
		return this.networkTimeout;
	}

	// Take a connection, which the caller closes.
	UsedConnection take() throws SQLException {
		UsedConnection used = UsedConnection.of(this.dataSource.getConnection(), this.networkTimeout, this.watch,
				this.staleSessions);
		try {
			Home required = this.home;
			if (required != null && !required.isReachedBy(used.connection())) {
				throw new IllegalStateException(
						"The DataSource leads to %s on this thread, but the task hub is in %s. Give the task hub a DataSource that always leads there, marked @DurableDataSource"
							.formatted(Database.location(used.connection().getMetaData()), required.location()));
			}
			return used;
		}
		catch (Throwable ex) {
			used.failed(ex);
			used.close();
			throw ex;
		}
	}

	// Take a connection from elsewhere to the same database, which the caller keeps.
	UsedConnection keep(DataSource source, Duration timeout) throws SQLException {
		return UsedConnection.of(source.getConnection(), timeout, this.watch, this.staleSessions);
	}

	// Do something on a connection in its own mode of commit.
	public <T extends @Nullable Object> T use(SqlWork<T> work) throws SQLException {
		try (UsedConnection used = take()) {
			try {
				return work.execute(used.connection());
			}
			catch (Throwable ex) {
				used.failed(ex);
				throw ex;
			}
		}
	}

}
