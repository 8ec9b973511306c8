package io.durable.jdbc.table;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

import io.durable.jdbc.codec.Columns;
import io.durable.jdbc.dialect.SqlDialect;
import io.durable.jdbc.dialect.SqlFailure;

/**
 * The event IDs that clients have given, for each incarnation: a message that is sent
 * again is known by its ID.
 */
public final class EventIdTable {

	private static final String INSERT = """
			INSERT INTO %PREFIX%event_id (partition_id, incarnation_id, event_id) VALUES (?, ?, ?)""";

	private static final String CONTAINS = """
			SELECT 1 FROM %PREFIX%event_id WHERE partition_id = ? AND incarnation_id = ? AND event_id = ?""";

	private static final String DELETE = """
			DELETE FROM %PREFIX%event_id WHERE partition_id = ? AND incarnation_id = ? AND event_id = ?""";

	private static final String DELETE_ALL = """
			DELETE FROM %PREFIX%event_id WHERE partition_id = ? AND incarnation_id = ?""";

	private final String insertIfAbsent;

	private final String contains;

	private final String delete;

	private final String deleteAll;

	EventIdTable(TableNames names, SqlDialect dialect) {
		this.insertIfAbsent = names.in(INSERT) + dialect.ignoreDuplicates();
		this.contains = names.in(CONTAINS);
		this.delete = names.in(DELETE);
		this.deleteAll = names.in(DELETE_ALL);
	}

	// Remember an event ID. Returns false if it is known. Waits for an open transaction
	// that remembers the same one.
	public boolean insertIfAbsent(Connection connection, Incarnation incarnation, String eventId) throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(this.insertIfAbsent)) {
			bind(statement, incarnation, eventId);
			return statement.executeUpdate() == 1;
		}
		catch (SQLException ex) {
			if (SqlFailure.of(ex) == SqlFailure.DUPLICATE_KEY) {
				return false;
			}
			throw ex;
		}
	}

	public boolean contains(Connection connection, Incarnation incarnation, String eventId) throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(this.contains)) {
			bind(statement, incarnation, eventId);
			try (ResultSet row = statement.executeQuery()) {
				return row.next();
			}
		}
	}

	public void delete(Connection connection, Incarnation incarnation, String eventId) throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(this.delete)) {
			bind(statement, incarnation, eventId);
			statement.executeUpdate();
		}
	}

	private static void bind(PreparedStatement statement, Incarnation incarnation, String eventId) throws SQLException {
		statement.setInt(1, incarnation.partition());
		Columns.setUuid(statement, 2, incarnation.id());
		statement.setString(3, eventId);
	}

	// Forget what incarnations have been sent, whose instances go or are replaced.
	public void deleteAll(Connection connection, List<Incarnation> incarnations) throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(this.deleteAll)) {
			for (Incarnation incarnation : incarnations) {
				statement.setInt(1, incarnation.partition());
				Columns.setUuid(statement, 2, incarnation.id());
				statement.addBatch();
			}
			statement.executeBatch();
		}
	}

}
