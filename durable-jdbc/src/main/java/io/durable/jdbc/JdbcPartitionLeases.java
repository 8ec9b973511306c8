package io.durable.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

import javax.sql.DataSource;

import io.durable.store.PartitionLease;
import io.durable.store.PartitionLeases;
import io.durable.store.PartitionOwnership;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The leases. The beat has a connection for itself, obtained once: a pool that the
 * application has drained must not cost a node its partitions. It is also what keeps an
 * H2 file open with the settings that make it durable.
 */
final class JdbcPartitionLeases implements PartitionLeases, AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(JdbcPartitionLeases.class);

	private final DataSource dataSource;

	private final Transactions transactions;

	private final Tables tables;

	private final Database database;

	private @Nullable Connection beatConnection;

	JdbcPartitionLeases(DataSource dataSource, Database database, Transactions transactions, Tables tables) {
		this.database = database;
		this.dataSource = dataSource;
		this.transactions = transactions;
		this.tables = tables;
	}

	synchronized void open() {
		try {
			beatConnection();
		}
		catch (SQLException ex) {
			close();
			throw SqlFailure.translate("Opening the task hub", ex);
		}
	}

	@Override
	public synchronized Map<String, Long> beat(String nodeId) {
		try {
			Connection connection = beatConnection();
			this.tables.nodes().beat(connection, nodeId);
			return this.tables.nodes().read(connection);
		}
		catch (SQLException ex) {
			close();
			throw SqlFailure.translate("The beat of node '" + nodeId + "'", ex);
		}
	}

	private Connection beatConnection() throws SQLException {
		if (this.beatConnection == null) {
			this.beatConnection = this.dataSource.getConnection();
			this.beatConnection.setAutoCommit(true);
		}
		// At every beat: a connection that a pool adds may have another setting in its
		// URL
		this.database.dialect().requireDurability(this.beatConnection, this.database.location());
		return this.beatConnection;
	}

	@Override
	public List<PartitionOwnership> owners() {
		return this.transactions.read("Reading the owners", this.tables.partitions()::read);
	}

	/**
	 * Each partition in a transaction of its own: one that a stuck checkpoint holds is
	 * passed over, and the others do not wait for it.
	 */
	@Override
	public List<PartitionLease> take(String nodeId, Collection<PartitionOwnership> partitions) {
		List<PartitionLease> taken = new ArrayList<>();
		RuntimeException failure = null;
		for (PartitionOwnership wanted : sorted(partitions)) {
			try {
				if (changeOwner(wanted.partition(), wanted.epoch(), nodeId)) {
					taken.add(new PartitionLease(wanted.partition(), wanted.epoch() + 1));
				}
			}
			catch (RuntimeException ex) {
				logger.warn("Partition {} could not be taken: {}", wanted.partition(), ex.getMessage());
				failure = ex;
			}
		}
		if (failure != null && taken.isEmpty()) {
			throw failure;
		}
		return taken;
	}

	private static List<PartitionOwnership> sorted(Collection<PartitionOwnership> partitions) {
		return partitions.stream().sorted(Comparator.comparingInt(PartitionOwnership::partition)).toList();
	}

	@Override
	public void release(Collection<PartitionLease> leases) {
		leases.forEach((lease) -> changeOwner(lease.partition(), lease.epoch(), null));
	}

	private boolean changeOwner(int partition, long epoch, @Nullable String owner) {
		return this.transactions.call("Giving partition " + partition + " another owner",
				(connection) -> this.tables.partitions().changeOwner(connection, partition, epoch, owner));
	}

	@Override
	public void leave(String nodeId) {
		this.transactions.call("Removing node '" + nodeId + "'", (connection) -> {
			this.tables.nodes().delete(connection, nodeId);
			return null;
		});
	}

	@Override
	public synchronized void close() {
		try (Connection connection = this.beatConnection) {
			this.beatConnection = null;
		}
		catch (SQLException ex) {
			logger.debug("The connection of the beat was not closed", ex);
		}
	}

}
