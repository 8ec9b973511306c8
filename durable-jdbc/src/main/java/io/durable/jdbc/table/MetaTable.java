package io.durable.jdbc.table;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

import io.durable.jdbc.codec.Columns;
import org.jspecify.annotations.Nullable;

/**
 * The one row that describes the task hub. The script writes it with the version of its
 * tables, the first store to open the task hub adds the number of partitions.
 */
public final class MetaTable {

	/**
	 * The version of the tables that this library works with.
	 */
	public static final int SCHEMA_VERSION = 1;

	private static final String READ = "SELECT schema_version, partition_count FROM %PREFIX%meta FOR UPDATE";

	private static final String SET_PARTITION_COUNT = "UPDATE %PREFIX%meta SET partition_count = ?";

	private static final String CURRENT_TIME = "SELECT CURRENT_TIMESTAMP";

	private final String read;

	private final String setPartitionCount;

	MetaTable(TableNames names) {
		this.read = names.in(READ);
		this.setPartitionCount = names.in(SET_PARTITION_COUNT);
	}

	// Read the row and lock it, so that nodes that start together create the partitions
	// one after the other.
	public @Nullable Meta lock(Connection connection) throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(this.read);
				ResultSet row = statement.executeQuery()) {
			return row.next() ? new Meta(row.getInt(1), row.getObject(2, Integer.class)) : null;
		}
	}

	public void setPartitionCount(Connection connection, int partitionCount) throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(this.setPartitionCount)) {
			statement.setInt(1, partitionCount);
			statement.executeUpdate();
		}
	}

	// Return the time of the database, as it is at the start of the transaction.
	public Instant currentTime(Connection connection) throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(CURRENT_TIME);
				ResultSet row = statement.executeQuery()) {
			row.next();
			return Columns.stored(Columns.requireInstant(row, 1));
		}
	}

	/**
	 * The row.
	 *
	 * @param schemaVersion the version of the tables
	 * @param partitionCount the number of partitions, or {@code null} if the task hub has
	 * never been opened
	 */
	public record Meta(int schemaVersion, @Nullable Integer partitionCount) {

	}

}
