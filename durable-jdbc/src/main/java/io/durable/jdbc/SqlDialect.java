package io.durable.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/**
 * What differs between databases. The defaults are standard SQL.
 */
interface SqlDialect {

	/**
	 * Return the name of the product, in lower case also that of its script.
	 * @return the name
	 */
	String product();

	/**
	 * Return whether one statement can have an array for each column, so that many rows
	 * cost one round trip.
	 * @return {@code true} if there are arrays
	 */
	default boolean hasArrays() {
		return false;
	}

	/**
	 * Return the end of an {@code INSERT} that passes over rows that exist. Without one
	 * the statement fails, and the transaction must survive that.
	 * @return a clause, or an empty string
	 */
	default String ignoreDuplicates() {
		return "";
	}

	/**
	 * Return whether the planner compares indexes without statistics of their columns, so
	 * that a condition must lead it to the right one.
	 * @return {@code true} if conditions decide
	 */
	default boolean plansByConditions() {
		return false;
	}

	/**
	 * Begin a transaction of the engine at READ COMMITTED, with bounded waits.
	 * @param connection the connection, at the start of a transaction
	 * @param statementTimeout how long a statement may take, and the connection may idle
	 * within the transaction
	 * @param lockTimeout how long a statement may wait for a lock
	 * @return what undoes the settings that outlive the transaction
	 * @throws SQLException if it fails
	 */
	Restore begin(Connection connection, Duration statementTimeout, Duration lockTimeout) throws SQLException;

	/**
	 * Return a query that bounds waits in the current transaction, to precede others in
	 * the same round trip.
	 * @param statementTimeout how long a statement may take
	 * @param lockTimeout how long a statement may wait for a lock
	 * @return the query
	 */
	default String settings(Duration statementTimeout, Duration lockTimeout) {
		throw new UnsupportedOperationException(product());
	}

	/**
	 * Begin a part of a transaction that belongs to the application. It has bounded waits
	 * and can be undone without harm to the rest.
	 * @param connection the connection of the transaction
	 * @param lockTimeout how long a statement may wait for a lock
	 * @return the part
	 * @throws SQLException if it fails
	 */
	Part beginPart(Connection connection, Duration lockTimeout) throws SQLException;

	/**
	 * Keep others from creating tables at the same time, until the transaction ends.
	 * @param connection the connection of the transaction
	 * @throws SQLException if it fails
	 */
	default void lockForDefinition(Connection connection) throws SQLException {
	}

	/**
	 * Make the database keep what it has committed, as long as it is open.
	 * @param connection a connection
	 * @param location the database, for messages
	 * @throws SQLException if it fails
	 */
	default void requireDurability(Connection connection, String location) throws SQLException {
	}

	/**
	 * Return whether what makes it durable is forgotten when its last connection is
	 * closed.
	 * @return {@code true} if the store must keep a connection open
	 */
	default boolean isForgetful() {
		return false;
	}

	/**
	 * Return whether no other process can have the database open.
	 * @param connection a connection
	 * @return {@code true} if this process has it alone
	 * @throws SQLException if it fails
	 */
	default boolean isExclusive(Connection connection) throws SQLException {
		return false;
	}

	/**
	 * Return whether the data is lost when the process ends.
	 * @param connection a connection
	 * @return {@code true} if nothing is kept
	 * @throws SQLException if it fails
	 */
	default boolean isVolatile(Connection connection) throws SQLException {
		return false;
	}

	/**
	 * Undoes settings of a connection.
	 */
	interface Restore {

		void restore() throws SQLException;

	}

	/**
	 * A part of a transaction.
	 */
	interface Part {

		void complete() throws SQLException;

		void undo() throws SQLException;

	}

}
