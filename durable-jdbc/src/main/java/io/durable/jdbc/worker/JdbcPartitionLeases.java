package io.durable.jdbc.worker;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.durable.jdbc.dialect.SqlFailure;
import io.durable.jdbc.table.Tables;
import io.durable.jdbc.transaction.KeptConnection;
import io.durable.jdbc.transaction.SqlWork;
import io.durable.jdbc.transaction.Transactions;
import io.durable.store.PartitionLeases;
import io.durable.store.lease.LeaseView;
import io.durable.store.lease.PartitionLease;
import io.durable.store.lease.PartitionOwnership;
import org.jspecify.annotations.Nullable;

/**
 * The leases. The beat has a connection for itself, obtained once, for all that belongs
 * to it: a pool that the application has drained must not cost a node its partitions. It
 * is also what keeps an H2 file open. Taking and giving back goes through the pool.
 */
public final class JdbcPartitionLeases implements PartitionLeases, AutoCloseable {

	private final KeptConnection beatConnection;

	private final Transactions transactions;

	private final Tables tables;

	public JdbcPartitionLeases(KeptConnection beatConnection, Transactions transactions, Tables tables) {
		this.beatConnection = beatConnection;
		this.transactions = transactions;
		this.tables = tables;
	}

	public void open() {
		onBeatConnection("Opening the task hub", (connection) -> null);
	}

	@Override
	public void beat(String nodeId) {
		onBeatConnection("The beat of node '" + nodeId + "'", (connection) -> {
			this.tables.nodes().beat(connection, nodeId);
			return null;
		});
	}

	@Override
	public LeaseView look() {
		return onBeatConnection("Reading the owners", (connection) -> {
			// Owners first: whoever owns something has entered before the beats are read
			List<PartitionOwnership> owners = this.tables.partitions().read(connection);
			return new LeaseView(owners, this.tables.nodes().read(connection));
		});
	}

	@Override
	public Instant currentTime() {
		return onBeatConnection("Reading the time", this.tables.meta()::currentTime);
	}

	private <T extends @Nullable Object> T onBeatConnection(String action, SqlWork<T> work) {
		try {
			return this.beatConnection.use(work);
		}
		catch (SQLException ex) {
			throw SqlFailure.translate(action, ex);
		}
	}

	/**
	 * All in one transaction, which waits for no row: a partition that a stuck checkpoint
	 * holds is passed over. Only if there is no other, it is waited for.
	 */
	@Override
	public List<PartitionLease> take(String nodeId, Collection<PartitionOwnership> partitions,
			Map<String, Long> beats) {
		if (partitions.isEmpty()) {
			return List.of();
		}
		List<PartitionLease> taken = take(nodeId, partitions, beats, this.tables.partitions()::tryLock);
		return !taken.isEmpty() ? taken : take(nodeId, partitions, beats, this.tables.partitions()::lock);
	}

	private List<PartitionLease> take(String nodeId, Collection<PartitionOwnership> partitions, Map<String, Long> beats,
			Lock lock) {
		List<PartitionLease> wanted = partitions.stream()
			.map((ownership) -> new PartitionLease(ownership.partition(), ownership.epoch()))
			.toList();
		return this.transactions.call("Taking partitions", (connection) -> {
			Set<Integer> locked = lock.lock(connection, wanted);
			// Not before: an owner that beats again keeps what it has
			Map<String, Long> now = this.tables.nodes().read(connection);
			List<PartitionLease> taken = new ArrayList<>();
			for (PartitionOwnership ownership : partitions) {
				String owner = ownership.owner();
				boolean stands = owner == null || owner.equals(nodeId)
						|| Objects.equals(now.get(owner), beats.get(owner));
				if (stands && locked.contains(ownership.partition())) {
					taken.add(new PartitionLease(ownership.partition(), ownership.epoch() + 1));
				}
			}
			changeOwner(connection, taken, nodeId);
			return taken;
		});
	}

	@Override
	public List<PartitionLease> release(Collection<PartitionLease> leases) {
		if (leases.isEmpty()) {
			return List.of();
		}
		return this.transactions.call("Giving partitions back", (connection) -> {
			Set<Integer> locked = this.tables.partitions().tryLock(connection, leases);
			List<PartitionLease> held = new ArrayList<>();
			if (locked.size() < leases.size()) {
				this.tables.partitions()
					.read(connection)
					.forEach((ownership) -> held.add(new PartitionLease(ownership.partition(), ownership.epoch())));
				held.removeIf((lease) -> !leases.contains(lease) || locked.contains(lease.partition()));
			}
			changeOwner(connection, leases.stream().filter((lease) -> locked.contains(lease.partition())).toList(),
					null);
			return held;
		});
	}

	private void changeOwner(Connection connection, List<PartitionLease> leases, @Nullable String owner)
			throws SQLException {
		if (!leases.isEmpty()) {
			this.tables.partitions()
				.changeOwner(connection, leases.stream().map(PartitionLease::partition).toList(), owner);
		}
	}

	@Override
	public void leave(String nodeId) {
		onBeatConnection("Removing node '" + nodeId + "'", (connection) -> {
			this.tables.nodes().delete(connection, nodeId);
			return null;
		});
	}

	@Override
	public void remove(Map<String, Long> beats) {
		this.transactions.call("Removing dead nodes", (connection) -> {
			this.tables.nodes().deleteDead(connection, beats);
			return null;
		});
	}

	@Override
	public void close() {
		this.beatConnection.close();
	}

	/**
	 * Locks partitions, and returns those whose epoch is still that of the lease.
	 */
	private interface Lock {

		Set<Integer> lock(Connection connection, Collection<PartitionLease> leases) throws SQLException;

	}

}
