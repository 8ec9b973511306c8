package io.durable.jdbc.transaction;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

import io.durable.jdbc.dialect.NetworkTimeout;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection while the store uses it.
 */
final class UsedConnection implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(UsedConnection.class);

	private final Connection pooled;

	private final Connection connection;

	private final @Nullable ConnectionWatch watch;

	private final @Nullable StaleSessions staleSessions;

	private @Nullable NetworkTimeout timeout;

	private @Nullable Throwable failure;

	private volatile long lastCall = System.nanoTime();

	private volatile boolean givenUp;

	private UsedConnection(Connection pooled, @Nullable ConnectionWatch watch, @Nullable StaleSessions staleSessions) {
		this.pooled = pooled;
		this.watch = watch;
		this.staleSessions = staleSessions;
		this.connection = (watch != null) ? noted(pooled) : pooled;
	}

	static UsedConnection of(Connection pooled, Duration networkTimeout, @Nullable ConnectionWatch watch,
			@Nullable StaleSessions staleSessions) throws SQLException {
		UsedConnection used = null;
		try {
			used = new UsedConnection(pooled, watch, staleSessions);
			used.timeout = NetworkTimeout.set(pooled, networkTimeout);
			if (watch != null) {
				watch.add(used);
			}
			return used;
		}
		catch (Throwable ex) {
			if (used != null) {
				used.failed(ex);
				used.close();
			}
			else {
				pooled.close();
			}
			throw ex;
		}
	}

	// Each step of the work begins with a call of the connection
	private Connection noted(Connection target) {
		return (Connection) Proxy.newProxyInstance(Connection.class.getClassLoader(),
				new Class<?>[] { Connection.class }, (proxy, method, arguments) -> {
					this.lastCall = System.nanoTime();
					try {
						return method.invoke(target, arguments);
					}
					catch (InvocationTargetException ex) {
						throw ex.getTargetException();
					}
				});
	}

	Connection connection() {
		return this.connection;
	}

	// Say why the work was not completed, which decides whether the connection goes back.
	void failed(Throwable exception) {
		if (this.failure == null) {
			this.failure = exception;
		}
	}

	// For one that is kept: it is used no more for now, and nobody waits for it.
	void rest() {
		if (this.watch != null) {
			this.watch.remove(this);
		}
	}

	// It is used again.
	void goOn() {
		this.lastCall = System.nanoTime();
		if (this.watch != null) {
			this.watch.add(this);
		}
	}

	boolean isStuck(long now, Duration longest) {
		return now - this.lastCall > longest.toNanos();
	}

	// Called by the watch: whoever waits for the connection gets an exception.
	void giveUp() {
		this.givenUp = true;
		try {
			logger.warn("A connection has not answered for too long and is given up");
			this.pooled.abort(Runnable::run);
		}
		catch (SQLException | RuntimeException ex) {
			logger.debug("A connection could not be aborted", ex);
		}
	}

	@Override
	public void close() {
		try {
			rest();
			if (this.timeout != null) {
				this.timeout.close();
			}
			if (this.staleSessions != null && (this.givenUp || this.failure != null)) {
				this.staleSessions.discard(this.pooled, this.failure, this.givenUp);
			}
		}
		finally {
			try {
				this.pooled.close();
			}
			catch (SQLException ex) {
				logger.debug("A connection could not be given back", ex);
			}
		}
	}

}
