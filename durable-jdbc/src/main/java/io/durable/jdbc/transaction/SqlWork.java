package io.durable.jdbc.transaction;

import java.sql.Connection;
import java.sql.SQLException;

import org.jspecify.annotations.Nullable;

/**
 * What is done on a connection.
 *
 * @param <T> the type of result
 */
@FunctionalInterface
public interface SqlWork<T extends @Nullable Object> {

	T execute(Connection connection) throws SQLException;

}
