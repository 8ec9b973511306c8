package io.durable.jdbc;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Reads the first rows of several partitions. Each partition is read by its own index
 * range and no further than the limit: one range over all partitions would sort the whole
 * backlog at every poll.
 */
final class PartitionedRead {

	private final boolean arrays;

	private final String sql;

	// The statement has %PAGE% in place of the rows to read; the page of one partition
	// has %PARTITION% in place of it, then one parameter and the limit. Both are ordered
	// by the given column.
	PartitionedRead(SqlDialect dialect, String sql, String page, String order) {
		this.arrays = dialect.hasArrays();
		this.sql = sql.replace("%PAGE%", this.arrays ? pageOfAll(page, order) : page.replace("%PARTITION%", "?"));
	}

	private static String pageOfAll(String page, String order) {
		return "SELECT p.* FROM unnest(?) AS o(partition_id) CROSS JOIN LATERAL ("
				+ page.replace("%PARTITION%", "o.partition_id") + ") p ORDER BY p." + order
				+ " FETCH FIRST ? ROWS ONLY";
	}

	<T> List<T> execute(Connection connection, Collection<Integer> partitions, Binder binder, int limit,
			RowReader<T> reader, Comparator<T> order) throws SQLException {
		if (partitions.isEmpty()) {
			return List.of();
		}
		try (PreparedStatement statement = connection.prepareStatement(this.sql)) {
			binder.bind(statement, 2);
			statement.setInt(3, limit);
			List<T> rows = new ArrayList<>();
			if (this.arrays) {
				Array array = connection.createArrayOf("integer", partitions.toArray());
				statement.setArray(1, array);
				statement.setInt(4, limit);
				read(statement, reader, rows);
				return rows;
			}
			for (int partition : partitions) {
				statement.setInt(1, partition);
				read(statement, reader, rows);
			}
			rows.sort(order);
			return (rows.size() > limit) ? new ArrayList<>(rows.subList(0, limit)) : rows;
		}
	}

	private static <T> void read(PreparedStatement statement, RowReader<T> reader, List<T> rows) throws SQLException {
		try (ResultSet row = statement.executeQuery()) {
			while (row.next()) {
				rows.add(reader.read(row));
			}
		}
	}

	/**
	 * Sets the parameter that is the same for all partitions.
	 */
	interface Binder {

		void bind(PreparedStatement statement, int parameter) throws SQLException;

	}

	/**
	 * Turns a row into a value.
	 *
	 * @param <T> the type of value
	 */
	interface RowReader<T> {

		T read(ResultSet row) throws SQLException;

	}

}
