package io.durable.jdbc.transaction;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import javax.sql.DataSource;

import io.durable.jdbc.dialect.NetworkTimeout;
import io.durable.jdbc.dialect.SqlDialect;
import io.durable.jdbc.dialect.SqlFailure;
import io.durable.store.InboxMessage;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The open transactions of the application, which calls of clients join. Whichever
 * transaction manager began one, its connection is bound to the data source.
 */
public final class CallerTransactions {

	private static final String ADVICE = "Make the call after the commit, for example in a "
			+ "@TransactionalEventListener, or outside of the transaction, with @Transactional(propagation = NOT_SUPPORTED).";

	private final DataSource dataSource;

	private final Home home;

	private final Transactions own;

	private final Connections connections;

	private final Duration lockTimeout;

	private final Consumer<List<InboxMessage>> listener;

	/**
	 * Join transactions.
	 * @param dataSource the data source that transactions of the application are bound to
	 * @param home the database of the task hub
	 * @param connections connections of the store's own, for reads without a transaction
	 * @param own transactions of the store's own
	 * @param lockTimeout how long a statement may wait for a lock
	 * @param listener hears of the messages that a transaction has sent
	 */
	public CallerTransactions(DataSource dataSource, Home home, Connections connections, Transactions own,
			Duration lockTimeout, Consumer<List<InboxMessage>> listener) {
		this.dataSource = dataSource;
		this.home = home;
		this.own = own;
		this.connections = connections;
		this.lockTimeout = lockTimeout;
		this.listener = listener;
	}

	// Return whether the calling thread has a transaction open that calls join.
	public boolean isOpen() {
		return joined() != null;
	}

	// Return whether a call that writes joins the open transaction. Throws
	// IllegalStateException if there is one that it cannot be part of: it would then
	// neither be committed nor rolled back with it, and nobody would notice.
	public boolean joins(String action) {
		if (TransactionPhase.hasEnded()) {
			return false;
		}
		if (joined() == null) {
			throw new IllegalStateException(
					action + " failed: the open transaction does not lead to the task hub, which is in "
							+ this.home.location() + ", so both could not be committed together. " + ADVICE);
		}
		if (TransactionSynchronizationManager.isCurrentTransactionReadOnly()) {
			throw new IllegalStateException(action + " failed: the open transaction is read-only. " + ADVICE);
		}
		return true;
	}

	// Return the data source of the open transaction, if that certainly leads to the
	// database of the task hub. It need not be the task hub's own: an application may
	// have several for one database, or one before another.
	private @Nullable DataSource joined() {
		if (TransactionPhase.hasEnded()) {
			return null;
		}
		if (TransactionSynchronizationManager.hasResource(this.dataSource)) {
			return isJoinable(this.dataSource) ? this.dataSource : null;
		}
		return TransactionSynchronizationManager.getResourceMap()
			.entrySet()
			.stream()
			.filter((resource) -> resource.getValue() instanceof ConnectionHolder)
			.map(Map.Entry::getKey)
			.filter(DataSource.class::isInstance)
			.map(DataSource.class::cast)
			.filter(this::isJoinable)
			.findFirst()
			.orElse(null);
	}

	// A transaction on another data source may have bound a connection that commits by
	// itself, or that nobody commits.
	private boolean isJoinable(DataSource bound) {
		Boolean committed = TransactionPhase.commits(bound);
		if (committed != null && !committed) {
			return false;
		}
		try {
			Connection connection = DataSourceUtils.doGetConnection(bound);
			try {
				return !connection.getAutoCommit() && this.home.isReachedBy(connection);
			}
			finally {
				DataSourceUtils.releaseConnection(connection, bound);
			}
		}
		catch (SQLException ex) {
			throw SqlFailure.translate("Joining the transaction", ex);
		}
	}

	// Do something in the open transaction. If it fails, it leaves no trace there and the
	// transaction goes on.
	public <T extends @Nullable Object> T execute(SqlWork<T> work) throws SQLException {
		return join(requireJoined(), (connection) -> {
			SqlDialect.Part part = this.home.dialect().beginPart(connection, this.lockTimeout);
			try {
				T result = work.execute(connection);
				part.complete();
				return result;
			}
			catch (Throwable ex) {
				undo(part, ex);
				throw ex;
			}
		});
	}

	private DataSource requireJoined() {
		DataSource joined = joined();
		if (joined == null) {
			throw new IllegalStateException("There is no open transaction");
		}
		return joined;
	}

	private <T extends @Nullable Object> T join(DataSource joined, SqlWork<T> work) throws SQLException {
		Connection connection = DataSourceUtils.doGetConnection(joined);
		try (NetworkTimeout timeout = NetworkTimeout.set(connection, this.connections.networkTimeout())) {
			return this.connections.aside(() -> work.execute(connection));
		}
		finally {
			DataSourceUtils.releaseConnection(connection, joined);
		}
	}

	private static void undo(SqlDialect.Part part, Throwable cause) {
		try {
			part.undo();
		}
		catch (SQLException ex) {
			cause.addSuppressed(ex);
		}
	}

	// Read in the open transaction, if there is one, so that it sees what it has written.
	public <T extends @Nullable Object> T read(SqlWork<T> work) throws SQLException {
		DataSource joined = joined();
		return (joined != null) ? join(joined, work) : this.own.read(work);
	}

	// Announce messages when the open transaction has committed. If one
	// of them starts an instance, its ID is given.
	public void announceAfterCommit(List<InboxMessage> messages, @Nullable String instanceId) {
		if (!TransactionSynchronizationManager.isSynchronizationActive()) {
			return;
		}
		Announcement announcement = (Announcement) TransactionSynchronizationManager.getResource(this);
		if (announcement == null) {
			announcement = new Announcement();
			TransactionSynchronizationManager.bindResource(this, announcement);
			TransactionSynchronizationManager.registerSynchronization(announcement);
		}
		announcement.messages.addAll(messages);
		if (instanceId != null) {
			announcement.started.add(instanceId);
		}
	}

	public boolean hasStarted(String instanceId) {
		Announcement announcement = (Announcement) TransactionSynchronizationManager.getResource(this);
		return announcement != null && announcement.started.contains(instanceId);
	}

	/**
	 * What one transaction has started and sent so far.
	 */
	private final class Announcement implements TransactionSynchronization {

		private final List<InboxMessage> messages = new ArrayList<>();

		private final List<String> started = new ArrayList<>();

		private final Map<Object, int[]> savepoints = new HashMap<>();

		@Override
		public void suspend() {
			TransactionSynchronizationManager.unbindResource(CallerTransactions.this);
		}

		@Override
		public void resume() {
			TransactionSynchronizationManager.bindResource(CallerTransactions.this, this);
		}

		@Override
		public void savepoint(Object savepoint) {
			this.savepoints.put(savepoint, new int[] { this.messages.size(), this.started.size() });
		}

		@Override
		public void savepointRollback(Object savepoint) {
			// One that is older than this object has nothing before it
			int[] sizes = this.savepoints.getOrDefault(savepoint, new int[2]);
			this.messages.subList(sizes[0], this.messages.size()).clear();
			this.started.subList(sizes[1], this.started.size()).clear();
		}

		@Override
		public void afterCommit() {
			try {
				CallerTransactions.this.own.flush("The transaction");
			}
			finally {
				if (!this.messages.isEmpty()) {
					CallerTransactions.this.listener.accept(List.copyOf(this.messages));
				}
			}
		}

		@Override
		public void afterCompletion(int status) {
			TransactionSynchronizationManager.unbindResourceIfPossible(CallerTransactions.this);
		}

	}

}
