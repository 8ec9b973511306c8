package io.durable.jdbc.transaction;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicReference;

import javax.sql.DataSource;

import io.durable.jdbc.dialect.SqlProblem;
import io.durable.store.InDoubtException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of an H2 database within the process. H2 writes what was committed half a
 * second later, on threads of its own. The store asks it to write at once whenever it has
 * told somebody that something is stored, and leaves the rest as it is: with a write
 * delay of zero, which does that for every commit of the application, H2 would write on
 * the threads of the callers, and one that is interrupted meanwhile closes the database.
 */
final class H2File {

	private static final Logger logger = LoggerFactory.getLogger(H2File.class);

	private static final String FLUSH = "CHECKPOINT";

	private final DataSource dataSource;

	private final String change;

	private final FileGate gate;

	private final Aside aside = new Aside();

	private final Object lock = new Object();

	private final AtomicReference<Flush> next = new AtomicReference<>(new Flush());

	// Of its own: whoever waits for a write may have the last one of the pool
	private @Nullable Connection connection;

	private boolean closed;

	/**
	 * Write to the file of a database.
	 * @param dataSource where a connection comes from that is kept
	 * @param change a statement that changes something. What H2 is writing already, it
	 * does not wait for, unless there is something new behind it
	 * @param gate keeps the file whole
	 */
	H2File(DataSource dataSource, String change, FileGate gate) {
		this.dataSource = dataSource;
		this.change = change;
		this.gate = gate;
	}

	Aside aside() {
		return this.aside;
	}

	FileGate gate() {
		return this.gate;
	}

	// Wait until everything that was committed before is written. Those that wait share
	// one write, and what became of it.
	void flush() {
		Flush mine = this.next.get();
		synchronized (this.lock) {
			if (!mine.tried) {
				// Who commits from now on waits for the next one
				this.next.set(new Flush());
				mine.tried = true;
				try {
					this.aside.call(() -> {
						write();
						return null;
					});
					mine.done = true;
				}
				catch (SQLException ex) {
					mine.failure = ex;
				}
			}
		}
		if (!mine.done) {
			SQLException failure = mine.failure;
			throw new InDoubtException("H2 did not write what was committed: "
					+ ((failure != null) ? SqlProblem.describe(failure) : "an error came between"), failure);
		}
	}

	private void write() throws SQLException {
		Connection present = connection();
		try (FileGate.Passage alone = this.gate.close()) {
			write(present);
		}
	}

	private void write(Connection present) throws SQLException {
		try (Statement statement = present.createStatement()) {
			statement.execute(this.change);
			statement.execute(FLUSH);
		}
		catch (SQLException ex) {
			closeConnection();
			throw ex;
		}
	}

	private Connection connection() throws SQLException {
		Connection present = this.connection;
		if (present == null) {
			if (this.closed) {
				throw new SQLException("The task hub has been closed", "08003");
			}
			present = this.dataSource.getConnection();
			present.setAutoCommit(true);
			this.connection = present;
		}
		return present;
	}

	void close() {
		synchronized (this.lock) {
			this.closed = true;
			try {
				this.aside.call(() -> {
					closeConnection();
					return null;
				});
			}
			catch (SQLException ex) {
				throw new IllegalStateException(ex);
			}
		}
	}

	private void closeConnection() {
		try (Connection present = this.connection) {
			this.connection = null;
		}
		catch (SQLException ex) {
			logger.debug("The connection that writes the file was not closed", ex);
		}
	}

	private static final class Flush {

		private boolean tried;

		private boolean done;

		private @Nullable SQLException failure;

	}

}
