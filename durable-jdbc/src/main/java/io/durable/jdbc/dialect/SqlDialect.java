package io.durable.jdbc.dialect;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What differs between databases. The defaults are standard SQL.
 */
public interface SqlDialect {

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
	 * Return the type of texts that differ if their case does, whatever the database is
	 * told about case.
	 * @return the name of the type
	 */
	default String text() {
		return "VARCHAR";
	}

	/**
	 * Return an expression for about how many characters a text has, by which it need not
	 * be read.
	 * @param column the column
	 * @return the expression
	 */
	String storedLength(String column);

	/**
	 * Return an expression for the name of an orchestrator without regard to case, as the
	 * index of the names has it: the same whatever language the database or the Java
	 * virtual machine speaks.
	 * @param table the alias of the instances
	 * @return the expression
	 */
	String lowerCaseName(String table);

	/**
	 * Return a parameter that compares with such a name.
	 * @return the expression, with one parameter
	 */
	String lowerCaseParameter();

	/**
	 * Return a condition that always holds, which says that the index of the IDs serves.
	 * @param column the column of the IDs
	 * @return the condition with AND at its end, or nothing if the index needs none
	 */
	default String byIdIndex(String column) {
		return "";
	}

	/**
	 * Return the character that comes last in the order of IDs.
	 * @return the character
	 */
	default String lastCharacter() {
		return Character.toString(Character.MAX_CODE_POINT);
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
	 * Return which database it is, if no other process can have it open.
	 * @param connection a connection
	 * @return the same for all connections to it in this process, and for those to no
	 * other, or {@code null} if other processes can have it open
	 * @throws SQLException if it fails
	 */
	default @Nullable String privateDatabase(Connection connection) throws SQLException {
		return null;
	}

	/**
	 * Return whether the database does not let a session write, whatever the session asks
	 * for.
	 * @param connection a connection
	 * @return {@code true} if nothing can be written
	 * @throws SQLException if it fails
	 */
	default boolean isReadOnly(Connection connection) throws SQLException {
		return false;
	}

	/**
	 * Return what distinguishes the database from all others, whatever its address.
	 * @param connection a connection
	 * @return the identity, or {@code null} if it has none
	 * @throws SQLException if it does not say
	 */
	default @Nullable String identity(Connection connection) throws SQLException {
		return null;
	}

	/**
	 * Return the schema in which a connection finds a table that is not qualified.
	 * @param connection a connection
	 * @param table the name of the table
	 * @return the schema, quoted if need be, or {@code null} if there is no such table or
	 * it is not known
	 * @throws SQLException if it fails
	 */
	default @Nullable String schemaOf(Connection connection, String table) throws SQLException {
		return null;
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
