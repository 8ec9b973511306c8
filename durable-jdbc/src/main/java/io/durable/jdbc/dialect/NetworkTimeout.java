package io.durable.jdbc.dialect;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bounds how long a connection waits for an answer of the network, until closed. Without
 * it a connection that a router has forgotten is waited for for ever: no time-out that
 * the database keeps can reach the caller.
 */
public final class NetworkTimeout implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(NetworkTimeout.class);

	private final Connection connection;

	private final int previous;

	private NetworkTimeout(Connection connection, int previous) {
		this.connection = connection;
		this.previous = previous;
	}

	// Bound the waits of a connection. A shorter bound that it has is kept.
	public static NetworkTimeout set(Connection connection, Duration timeout) throws SQLException {
		int milliseconds = (int) Math.min(Integer.MAX_VALUE, Math.max(1, timeout.toMillis()));
		try {
			int previous = connection.getNetworkTimeout();
			if (previous > 0 && previous <= milliseconds) {
				return new NetworkTimeout(connection, -1);
			}
			connection.setNetworkTimeout(Runnable::run, milliseconds);
			return new NetworkTimeout(connection, previous);
		}
		catch (SQLFeatureNotSupportedException | AbstractMethodError ex) {
			return new NetworkTimeout(connection, -1);
		}
	}

	@Override
	public void close() {
		if (this.previous >= 0) {
			try {
				this.connection.setNetworkTimeout(Runnable::run, this.previous);
			}
			catch (SQLException ex) {
				logger.debug("The network time-out was not restored: the connection is broken", ex);
			}
		}
	}

}
