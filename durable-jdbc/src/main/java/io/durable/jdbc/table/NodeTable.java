package io.durable.jdbc.table;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/**
 * The nodes with their beats. One row for each node, whatever it owns; no checkpoint
 * locks it.
 */
public final class NodeTable {

	private static final String ADVANCE = """
			UPDATE %PREFIX%node SET beat = beat + 1, seen_at = CURRENT_TIMESTAMP WHERE node_id = ?""";

	private static final String INSERT = """
			INSERT INTO %PREFIX%node (node_id, beat, started_at, seen_at)
			VALUES (?, 1, CURRENT_TIMESTAMP, CURRENT_TIMESTAMP)""";

	private static final String READ = "SELECT node_id, beat FROM %PREFIX%node";

	private static final String DELETE = "DELETE FROM %PREFIX%node WHERE node_id = ?";

	private static final String DELETE_DEAD = """
			DELETE FROM %PREFIX%node WHERE node_id = ? AND beat = ?
			AND NOT EXISTS (SELECT 1 FROM %PREFIX%partition WHERE owner = ?)""";

	private static final String DELETE_ALL = "DELETE FROM %PREFIX%node";

	private final String advance;

	private final String insert;

	private final String read;

	private final String delete;

	private final String deleteDead;

	private final String deleteAll;

	NodeTable(TableNames names) {
		this.advance = names.in(ADVANCE);
		this.insert = names.in(INSERT);
		this.read = names.in(READ);
		this.delete = names.in(DELETE);
		this.deleteDead = names.in(DELETE_DEAD);
		this.deleteAll = names.in(DELETE_ALL);
	}

	public void beat(Connection connection, String nodeId) throws SQLException {
		if (execute(connection, this.advance, nodeId) == 0) {
			execute(connection, this.insert, nodeId);
		}
	}

	public Map<String, Long> read(Connection connection) throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(this.read);
				ResultSet row = statement.executeQuery()) {
			Map<String, Long> beats = new HashMap<>();
			while (row.next()) {
				beats.put(row.getString(1), row.getLong(2));
			}
			return beats;
		}
	}

	public void delete(Connection connection, String nodeId) throws SQLException {
		execute(connection, this.delete, nodeId);
	}

	// Delete nodes whose beat is still this one and which own nothing.
	public void deleteDead(Connection connection, Map<String, Long> beats) throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(this.deleteDead)) {
			for (Map.Entry<String, Long> node : beats.entrySet()) {
				statement.setString(1, node.getKey());
				statement.setLong(2, node.getValue());
				statement.setString(3, node.getKey());
				statement.addBatch();
			}
			statement.executeBatch();
		}
	}

	public void deleteAll(Connection connection) throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(this.deleteAll)) {
			statement.executeUpdate();
		}
	}

	private static int execute(Connection connection, String sql, String nodeId) throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(sql)) {
			statement.setString(1, nodeId);
			return statement.executeUpdate();
		}
	}

}
