package io.durable.jdbc;

import java.time.Duration;
import java.util.regex.Pattern;

import javax.sql.DataSource;

import io.durable.api.Times;
import io.durable.jdbc.dialect.SqlDialect;
import io.durable.jdbc.transaction.Connections;
import io.durable.jdbc.transaction.Transactions;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * How a task hub is kept in a database.
 *
 * @param tablePrefix what the names of its tables begin with
 * @param schema the database schema of its tables, or {@code null} for the connection's
 * own
 * @param partitionCount the number of partitions of a task hub that is created; an
 * existing one keeps the number that it has
 * @param lockTimeout how long a client waits for another transaction that is starting the
 * same instance
 * @param leaseDuration how long a node may be silent before others take over; statements
 * of the engine end well before
 */
public record JdbcStoreOptions(String tablePrefix, @Nullable String schema, int partitionCount, Duration lockTimeout,
		Duration leaseDuration) {

	/**
	 * The prefix that the shipped scripts use.
	 */
	public static final String DEFAULT_TABLE_PREFIX = "durable_";

	private static final Pattern IDENTIFIER = Pattern.compile("^[A-Za-z_][A-Za-z0-9_]{0,30}$");

	private static final int MAX_PARTITION_COUNT = 1024;

	// Databases count milliseconds in 32 bits
	private static final Duration LONGEST = Duration.ofMillis(Integer.MAX_VALUE);

	public JdbcStoreOptions {
		Assert.isTrue(IDENTIFIER.matcher(tablePrefix).matches(),
				() -> "Table prefix '" + tablePrefix + "' must match " + IDENTIFIER);
		Assert.isTrue(schema == null || IDENTIFIER.matcher(schema).matches(),
				() -> "Schema '" + schema + "' must match " + IDENTIFIER);
		Assert.isTrue(partitionCount > 0 && partitionCount <= MAX_PARTITION_COUNT,
				() -> "Partition count " + partitionCount + " must be between 1 and " + MAX_PARTITION_COUNT);
		lockTimeout = Times.shorter(lockTimeout, LONGEST);
		leaseDuration = Times.shorter(leaseDuration, LONGEST);
		Assert.isTrue(lockTimeout.toMillis() > 0, "Lock timeout must be positive");
		Assert.isTrue(leaseDuration.toMillis() > 0, "Lease duration must be positive");
	}

	// Statements end well before a lease does.
	Transactions transactions(DataSource dataSource, SqlDialect dialect) {
		return new Transactions(dataSource, dialect, this.leaseDuration.dividedBy(2), this.lockTimeout);
	}

	Transactions transactions(Connections connections, SqlDialect dialect) {
		return new Transactions(connections, dialect, this.leaseDuration.dividedBy(2), this.lockTimeout);
	}

	/**
	 * Return the options that an application gets if it sets none.
	 * @return the default options
	 */
	public static JdbcStoreOptions defaults() {
		return new JdbcStoreOptions(DEFAULT_TABLE_PREFIX, null, 32, Duration.ofSeconds(2), Duration.ofSeconds(10));
	}

}
