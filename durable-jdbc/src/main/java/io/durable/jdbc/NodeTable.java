package io.durable.jdbc;

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
final class NodeTable {

	private static final String ADVANCE = """
			UPDATE %PREFIX%node SET beat = beat + 1, seen_at = CURRENT_TIMESTAMP WHERE node_id = ?""";

	private static final String INSERT = """
			INSERT INTO %PREFIX%node (node_id, beat, started_at, seen_at)
			VALUES (?, 1, CURRENT_TIMESTAMP, CURRENT_TIMESTAMP)""";

	private static final String READ = "SELECT node_id, beat FROM %PREFIX%node";

	private static final String DELETE = "DELETE FROM %PREFIX%node WHERE node_id = ?";

	private final String advance;

	private final String insert;

	private final String read;

	private final String delete;

	NodeTable(TableNames names) {
		this.advance = names.in(ADVANCE);
		this.insert = names.in(INSERT);
		this.read = names.in(READ);
		this.delete = names.in(DELETE);
	}

	void beat(Connection connection, String nodeId) throws SQLException {
		if (execute(connection, this.advance, nodeId) == 0) {
			execute(connection, this.insert, nodeId);
		}
	}

	Map<String, Long> read(Connection connection) throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(this.read);
				ResultSet row = statement.executeQuery()) {
			Map<String, Long> beats = new HashMap<>();
			while (row.next()) {
				beats.put(row.getString(1), row.getLong(2));
			}
			return beats;
		}
	}

	void delete(Connection connection, String nodeId) throws SQLException {
		execute(connection, this.delete, nodeId);
	}

	private static int execute(Connection connection, String sql, String nodeId) throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(sql)) {
			statement.setString(1, nodeId);
			return statement.executeUpdate();
		}
	}

}
