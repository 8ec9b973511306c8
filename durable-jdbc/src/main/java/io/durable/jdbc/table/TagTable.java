package io.durable.jdbc.table;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

import io.durable.jdbc.codec.Columns;
import io.durable.store.InstanceKey;
import io.durable.store.NewInstance;

/**
 * The tags of instances, by which queries find them. They are written once, with the row
 * of the instance, and go with it.
 */
public final class TagTable {

	private static final String INSERT = """
			INSERT INTO %PREFIX%tag (partition_id, instance_id, tag_key, tag_value, created_at, incarnation_id)
			VALUES (?, ?, ?, ?, ?, ?)""";

	private static final String DELETE = "DELETE FROM %PREFIX%tag WHERE partition_id = ? AND instance_id = ?";

	private final String insert;

	private final String delete;

	TagTable(TableNames names) {
		this.insert = names.in(INSERT);
		this.delete = names.in(DELETE);
	}

	public void insert(Connection connection, List<NewInstance> instances) throws SQLException {
		if (instances.stream().allMatch((instance) -> instance.started().tags().isEmpty())) {
			return;
		}
		try (PreparedStatement statement = connection.prepareStatement(this.insert)) {
			for (NewInstance instance : instances) {
				for (Map.Entry<String, String> tag : instance.started().tags().entrySet()) {
					statement.setInt(1, instance.partition());
					statement.setString(2, instance.instanceId());
					statement.setString(3, tag.getKey());
					statement.setString(4, tag.getValue());
					Columns.setInstant(statement, 5, instance.started().timestamp());
					Columns.setUuid(statement, 6, instance.incarnationId());
					statement.addBatch();
				}
			}
			statement.executeBatch();
		}
	}

	public void delete(Connection connection, List<InstanceKey> instances) throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(this.delete)) {
			for (InstanceKey instance : instances) {
				statement.setInt(1, instance.partition());
				statement.setString(2, instance.instanceId());
				statement.addBatch();
			}
			statement.executeBatch();
		}
	}

}
