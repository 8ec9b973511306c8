package io.durable.jdbc.transaction;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import javax.sql.DataSource;

import io.durable.jdbc.dialect.SqlFailure;
import io.durable.jdbc.dialect.SqlProblem;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps sessions that are of no use any more from going back to their pool: broken ones,
 * and those to a primary that was demoted. What happened to one has most likely happened
 * to those that lie idle, too.
 */
final class StaleSessions {

	private static final Logger logger = LoggerFactory.getLogger(StaleSessions.class);

	/**
	 * A database that stays read-only must not cost a new pool for each try.
	 */
	private static final Duration EVICT_ALL_EVERY = Duration.ofSeconds(1);

	private final DataSource dataSource;

	private final @Nullable HikariEviction hikari;

	private final AtomicLong nextEviction = new AtomicLong(System.nanoTime());

	StaleSessions(DataSource dataSource) {
		this.dataSource = dataSource;
		this.hikari = HikariEviction.of(dataSource);
	}

	// Discard a connection, before it is closed, if what happened on it says so.
	void discard(Connection connection, @Nullable Throwable failure, boolean givenUp) {
		SQLException exception = sqlException(failure);
		boolean stale = exception != null && SqlFailure.isStaleSession(exception);
		if (!givenUp && !stale && !(failure instanceof Error)) {
			return;
		}
		HikariEviction pool = this.hikari;
		if (pool == null || !pool.evict(connection)) {
			abort(connection);
		}
		if (pool != null && (givenUp || (exception != null && SqlFailure.hasStaleNeighbours(exception)))
				&& isTimeToEvictAll()) {
			logger.warn("Connections of {} are broken or read-only, and all that lie idle are replaced: {}",
					this.dataSource, (exception != null) ? SqlProblem.describe(exception) : "one did not answer");
			pool.evictIdle();
		}
	}

	private static @Nullable SQLException sqlException(@Nullable Throwable failure) {
		Throwable next = failure;
		while (next != null && !(next instanceof SQLException)) {
			next = next.getCause();
		}
		return (SQLException) next;
	}

	private boolean isTimeToEvictAll() {
		long now = System.nanoTime();
		long next = this.nextEviction.get();
		return now - next >= 0 && this.nextEviction.compareAndSet(next, now + EVICT_ALL_EVERY.toNanos());
	}

	// A pool finds out that it is closed
	private static void abort(Connection connection) {
		try {
			connection.abort(Runnable::run);
		}
		catch (SQLException | RuntimeException | AbstractMethodError ex) {
			logger.debug("A connection could not be aborted", ex);
		}
	}

}
