package io.durable.jdbc.table;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

import io.durable.store.lease.PartitionLease;
import io.durable.store.lease.PartitionOwnership;
import org.jspecify.annotations.Nullable;

/**
 * The partitions with their owners and epochs. A row changes only when the partition
 * changes hands, since every checkpoint holds a lock on it.
 */
public final class PartitionTable {

	/**
	 * The fence. It must lock: a plain read lets a zombie that has looked commit after
	 * the takeover. In order, so that two transactions never wait for each other.
	 */
	private static final String LOCK = """
			SELECT partition_id FROM %PREFIX%partition
			WHERE (partition_id, epoch) IN (%LEASES%)
			ORDER BY partition_id FOR UPDATE""";

	private static final String INSERT = """
			INSERT INTO %PREFIX%partition (partition_id, owner, epoch) VALUES (?, NULL, 0)""";

	private static final String READ = "SELECT partition_id, owner, epoch FROM %PREFIX%partition ORDER BY partition_id";

	private static final String CHANGE_OWNER = """
			UPDATE %PREFIX%partition SET owner = ?, epoch = epoch + 1 WHERE partition_id IN (%PARTITIONS%)""";

	private final String lock;

	private final String insert;

	private final String read;

	private final String changeOwner;

	PartitionTable(TableNames names) {
		this.lock = names.in(LOCK);
		this.insert = names.in(INSERT);
		this.read = names.in(READ);
		this.changeOwner = names.in(CHANGE_OWNER);
	}

	// Lock partitions for the rest of the transaction. Returns the partitions that are
	// still owned.
	public Set<Integer> lock(Connection connection, Collection<PartitionLease> leases) throws SQLException {
		return lock(connection, leases, this.lock);
	}

	// Lock those of the partitions that no other transaction has locked, and whose epoch
	// is
	// still this one. Waits for none.
	public Set<Integer> tryLock(Connection connection, Collection<PartitionLease> leases) throws SQLException {
		return lock(connection, leases, this.lock + " SKIP LOCKED");
	}

	private static Set<Integer> lock(Connection connection, Collection<PartitionLease> leases, String template)
			throws SQLException {
		// Few different lengths, so that the database sees few different statements
		int length = (leases.size() > 1) ? Integer.highestOneBit(leases.size() - 1) * 2 : 1;
		String sql = template.replace("%LEASES%", "(?, ?)" + ", (?, ?)".repeat(length - 1));
		try (PreparedStatement statement = connection.prepareStatement(sql)) {
			Iterator<PartitionLease> iterator = leases.iterator();
			PartitionLease lease = iterator.next();
			for (int i = 0; i < length; i++) {
				statement.setInt(i * 2 + 1, lease.partition());
				statement.setLong(i * 2 + 2, lease.epoch());
				lease = iterator.hasNext() ? iterator.next() : lease;
			}
			try (ResultSet row = statement.executeQuery()) {
				Set<Integer> owned = new HashSet<>();
				while (row.next()) {
					owned.add(row.getInt(1));
				}
				return owned;
			}
		}
	}

	// Create the rows of a new task hub.
	public void insertAll(Connection connection, int count) throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(this.insert)) {
			for (int partition = 0; partition < count; partition++) {
				statement.setInt(1, partition);
				statement.addBatch();
			}
			statement.executeBatch();
		}
	}

	public List<PartitionOwnership> read(Connection connection) throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(this.read);
				ResultSet row = statement.executeQuery()) {
			List<PartitionOwnership> partitions = new ArrayList<>();
			while (row.next()) {
				partitions.add(new PartitionOwnership(row.getInt(1), row.getString(2), row.getLong(3)));
			}
			return partitions;
		}
	}

	// Give partitions that are locked another owner.
	public void changeOwner(Connection connection, Collection<Integer> partitions, @Nullable String owner)
			throws SQLException {
		String parameters = "?" + ", ?".repeat(partitions.size() - 1);
		try (PreparedStatement statement = connection
			.prepareStatement(this.changeOwner.replace("%PARTITIONS%", parameters))) {
			statement.setString(1, owner);
			int next = 2;
			for (int partition : partitions) {
				statement.setInt(next++, partition);
			}
			statement.executeUpdate();
		}
	}

}
