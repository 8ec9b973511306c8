package io.durable.jdbc.table;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import io.durable.jdbc.codec.EncodedTurn;
import org.jspecify.annotations.Nullable;

/**
 * The marks of instances with open activities, by which a new owner finds them without a
 * scan of all histories.
 */
public final class OpenTable {

	/**
	 * Only the owner of the partition writes here, under its lock: nothing can come
	 * between the test and the insert.
	 */
	private static final String INSERT = """
			INSERT INTO %PREFIX%open (partition_id, instance_id)
			SELECT CAST(? AS INTEGER), CAST(? AS VARCHAR(250))
			WHERE NOT EXISTS (SELECT 1 FROM %PREFIX%open WHERE partition_id = ? AND instance_id = ?)""";

	private static final String DELETE = "DELETE FROM %PREFIX%open WHERE partition_id = ? AND instance_id = ?";

	private static final String READ = """
			SELECT instance_id FROM %PREFIX%open WHERE partition_id = ? AND instance_id > ?
			ORDER BY partition_id, instance_id FETCH FIRST ? ROWS ONLY""";

	private final String insert;

	private final String delete;

	private final String read;

	OpenTable(TableNames names) {
		this.insert = names.in(INSERT);
		this.delete = names.in(DELETE);
		this.read = names.in(READ);
	}

	public void insert(Connection connection, List<EncodedTurn> turns) throws SQLException {
		if (turns.isEmpty()) {
			return;
		}
		try (PreparedStatement statement = connection.prepareStatement(this.insert)) {
			for (EncodedTurn turn : turns) {
				statement.setInt(1, turn.partition());
				statement.setString(2, turn.instanceId());
				statement.setInt(3, turn.partition());
				statement.setString(4, turn.instanceId());
				statement.addBatch();
			}
			statement.executeBatch();
		}
	}

	public void delete(Connection connection, List<EncodedTurn> turns) throws SQLException {
		if (turns.isEmpty()) {
			return;
		}
		try (PreparedStatement statement = connection.prepareStatement(this.delete)) {
			for (EncodedTurn turn : turns) {
				statement.setInt(1, turn.partition());
				statement.setString(2, turn.instanceId());
				statement.addBatch();
			}
			statement.executeBatch();
		}
	}

	public List<String> read(Connection connection, int partition, @Nullable String after, int limit)
			throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(this.read)) {
			statement.setInt(1, partition);
			statement.setString(2, (after != null) ? after : "");
			statement.setInt(3, limit);
			try (ResultSet row = statement.executeQuery()) {
				List<String> instanceIds = new ArrayList<>();
				while (row.next()) {
					instanceIds.add(row.getString(1));
				}
				return instanceIds;
			}
		}
	}

}
