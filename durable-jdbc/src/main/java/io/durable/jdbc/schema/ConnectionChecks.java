package io.durable.jdbc.schema;

import java.sql.Connection;
import java.sql.SQLException;

import javax.sql.DataSource;

import io.durable.jdbc.dialect.Database;
import io.durable.jdbc.transaction.PoolFacts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the connections that a task hub gets before it relies on them: what they lack
 * would otherwise show as waits that nobody can explain.
 */
public final class ConnectionChecks {

	/**
	 * Checkpoints, messages, timers, and the recovery of what was open: one each, for
	 * moments.
	 */
	private static final int FOR_MOMENTS = 4;

	private static final Logger logger = LoggerFactory.getLogger(ConnectionChecks.class);

	private ConnectionChecks() {
	}

	/**
	 * Check the size of a pool, before connections are kept.
	 * @param own the data source of the store
	 * @param kept how many connections of the pool the store keeps
	 */
	public static void checkPool(DataSource own, int kept) {
		PoolFacts pool = PoolFacts.of(own);
		if (pool == null) {
			return;
		}
		if (pool.maximumSize() <= kept) {
			throw new PoolTooSmallException(pool.maximumSize(), kept);
		}
		int wanted = FOR_MOMENTS + kept;
		if (pool.maximumSize() < wanted) {
			logger.warn("The connection pool has {} connections: the task hub and the application will wait for "
					+ "each other. It should have {} and as many more as the application itself uses at the same time",
					pool.maximumSize(), wanted);
		}
		if (kept > 0 && pool.leakDetection()) {
			logger.warn("The task hub keeps {} connections of the pool for as long as it runs, which the leak "
					+ "detection will report: there is no leak", kept);
		}
	}

	/**
	 * Check that connections may write.
	 * @param connection one of them
	 * @param database where it leads
	 * @param own the data source of the store
	 * @throws SQLException if it does not say
	 */
	public static void checkWritable(Connection connection, Database database, DataSource own) throws SQLException {
		PoolFacts pool = PoolFacts.of(own);
		if ((pool != null && pool.readOnly()) || connection.isReadOnly() || database.dialect().isReadOnly(connection)) {
			throw new ReadOnlyDatabaseException(database.location());
		}
	}

}
