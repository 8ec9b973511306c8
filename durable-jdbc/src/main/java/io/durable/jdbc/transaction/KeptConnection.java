package io.durable.jdbc.transaction;

import java.sql.SQLException;
import java.time.Duration;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

/**
 * A connection that is kept between uses, for what must not wait for the application's
 * pool. One that has failed is closed, and the next use opens another. No use waits for
 * the network for longer than the time-out, wherever the connection comes from.
 * Thread-safe: uses come one after the other.
 */
public final class KeptConnection implements AutoCloseable {

	private final DataSource dataSource;

	private final Connections connections;

	private final Duration timeout;

	private @Nullable UsedConnection connection;

	/**
	 * Keep a connection, which is opened by its first use.
	 * @param dataSource where it comes from
	 * @param connections the other connections of the store, to the same database
	 * @param timeout how long one may wait for the network
	 */
	public KeptConnection(DataSource dataSource, Connections connections, Duration timeout) {
		this.dataSource = dataSource;
		this.connections = connections;
		this.timeout = timeout;
	}

	// Do something on the connection, where each statement is a transaction by itself.
	public synchronized <T extends @Nullable Object> T use(SqlWork<T> work) throws SQLException {
		UsedConnection present = this.connection;
		try {
			if (present == null) {
				present = this.connections.keep(this.dataSource, this.timeout);
				this.connection = present;
				present.connection().setAutoCommit(true);
			}
			else {
				present.goOn();
			}
			T result = work.execute(present.connection());
			present.rest();
			return result;
		}
		catch (Throwable ex) {
			if (present != null) {
				present.failed(ex);
			}
			close();
			throw ex;
		}
	}

	@Override
	public synchronized void close() {
		UsedConnection present = this.connection;
		this.connection = null;
		if (present != null) {
			present.close();
		}
	}

}
