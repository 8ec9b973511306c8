package io.durable.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import javax.sql.DataSource;

import io.durable.store.InboxMessage;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The open transactions of the application, which calls of clients join. Whichever
 * transaction manager began one, its connection is bound to the data source.
 */
final class CallerTransactions {

	private final DataSource dataSource;

	private final SqlDialect dialect;

	private final Duration lockTimeout;

	private final Consumer<List<InboxMessage>> listener;

	CallerTransactions(DataSource dataSource, SqlDialect dialect, Duration lockTimeout,
			Consumer<List<InboxMessage>> listener) {
		this.dataSource = dataSource;
		this.dialect = dialect;
		this.lockTimeout = lockTimeout;
		this.listener = listener;
	}

	// Return whether the calling thread has a transaction open on this data source. One
	// on another may have bound a connection that commits by itself.
	boolean isOpen() {
		if (!TransactionSynchronizationManager.isActualTransactionActive()
				|| !TransactionSynchronizationManager.hasResource(this.dataSource)) {
			return false;
		}
		try {
			return read((connection) -> !connection.getAutoCommit());
		}
		catch (SQLException ex) {
			throw SqlFailure.translate("Joining the transaction", ex);
		}
	}

	// Do something in the open transaction. If it fails, it leaves no trace there and the
	// transaction goes on.
	<T extends @Nullable Object> T execute(SqlWork<T> work) throws SQLException {
		Connection connection = DataSourceUtils.doGetConnection(this.dataSource);
		try {
			SqlDialect.Part part = this.dialect.beginPart(connection, this.lockTimeout);
			try {
				T result = work.execute(connection);
				part.complete();
				return result;
			}
			catch (SQLException | RuntimeException ex) {
				undo(part, ex);
				throw ex;
			}
		}
		finally {
			DataSourceUtils.releaseConnection(connection, this.dataSource);
		}
	}

	private static void undo(SqlDialect.Part part, Exception cause) {
		try {
			part.undo();
		}
		catch (SQLException ex) {
			cause.addSuppressed(ex);
		}
	}

	// Read in the open transaction, if there is one, so that it sees what it has written.
	<T extends @Nullable Object> T read(SqlWork<T> work) throws SQLException {
		Connection connection = DataSourceUtils.doGetConnection(this.dataSource);
		try {
			return work.execute(connection);
		}
		finally {
			DataSourceUtils.releaseConnection(connection, this.dataSource);
		}
	}

	// Announce messages when the open transaction has committed. If one
	// of them starts an instance, its ID is given.
	void announceAfterCommit(List<InboxMessage> messages, @Nullable String instanceId) {
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

	boolean hasStarted(String instanceId) {
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
			if (!this.messages.isEmpty()) {
				CallerTransactions.this.listener.accept(List.copyOf(this.messages));
			}
		}

		@Override
		public void afterCompletion(int status) {
			TransactionSynchronizationManager.unbindResourceIfPossible(CallerTransactions.this);
		}

	}

}
