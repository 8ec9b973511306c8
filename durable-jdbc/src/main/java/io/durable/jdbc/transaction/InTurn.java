package io.durable.jdbc.transaction;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

import io.durable.jdbc.dialect.SqlFailure;
import org.jspecify.annotations.Nullable;

/**
 * Waits for locks in a transaction that keeps others out. Who waits for a row that
 * somebody has locked holds up nobody else meanwhile: it leaves the gate, and comes back.
 * The time at the gate is not time for the lock.
 */
final class InTurn {

	private static final Duration FIRST = Duration.ofMillis(10);

	private static final Duration LONGEST = Duration.ofMillis(160);

	private static final Duration OUT_OF_TURN = Duration.ofMillis(30);

	private InTurn() {
	}

	static <T extends @Nullable Object> T execute(Duration lockTimeout, Attempt<T> attempt) throws SQLException {
		Duration waited = Duration.ZERO;
		Duration next = FIRST;
		while (true) {
			Duration lockWait = (next.compareTo(lockTimeout) < 0) ? next : lockTimeout;
			try {
				return attempt.execute(lockWait);
			}
			catch (SQLException ex) {
				waited = waited.plus(lockWait).plus(OUT_OF_TURN);
				if (!SqlFailure.isLockTimeout(ex) || waited.compareTo(lockTimeout) >= 0) {
					throw ex;
				}
			}
			// More each time: others may come and go all the while
			next = (next.compareTo(LONGEST) < 0) ? next.multipliedBy(2) : next;
			LockSupport.parkNanos(OUT_OF_TURN.toNanos());
		}
	}

	/**
	 * A transaction that waits for a lock for a while.
	 *
	 * @param <T> the type of result
	 */
	@FunctionalInterface
	interface Attempt<T extends @Nullable Object> {

		T execute(Duration lockWait) throws SQLException;

	}

}
