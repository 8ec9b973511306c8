package io.durable.jdbc.client;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.history.HistoryEvent;
import io.durable.jdbc.dialect.SqlFailure;
import io.durable.jdbc.query.BoundedRead;
import io.durable.jdbc.query.HistoryExcerpt;
import io.durable.jdbc.query.InstanceList;
import io.durable.jdbc.query.InstanceViews;
import io.durable.jdbc.query.QueryShare;
import io.durable.jdbc.query.ReadModels;
import io.durable.jdbc.query.StatusCounts;
import io.durable.jdbc.transaction.CallerTransactions;
import io.durable.jdbc.transaction.CurrentConnection;
import io.durable.jdbc.transaction.SqlWork;
import io.durable.jdbc.transaction.Transactions;
import io.durable.store.InstancePage;
import io.durable.store.InstanceQuery;
import io.durable.store.InstanceView;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;

/**
 * What clients read: within the transaction of the application if there is one, otherwise
 * with a share of the pool. Lists and counts have a smaller one than reads by key, so
 * that those do not wait for them.
 */
public final class ClientReads {

	private static final int LISTS = 2;

	private static final int READS = 3;

	private final QueryShare lists = share(LISTS);

	private final QueryShare reads = share(READS);

	private final CallerTransactions caller;

	private final Transactions transactions;

	private final InstanceViews views;

	private final InstanceList list;

	private final StatusCounts counts;

	private final CurrentConnection current;

	private final ReadModels models;

	private final HistoryExcerpt excerpt;

	/**
	 * Create the reads.
	 * @param caller the transactions of the application
	 * @param transactions transactions in which a statement may take as long as a read
	 * may
	 * @param views reads single instances
	 * @param list lists instances
	 * @param counts counts instances
	 * @param current gives the connection of a read to the models
	 * @param models reads histories
	 * @param excerpt reads parts of histories
	 */
	public ClientReads(CallerTransactions caller, Transactions transactions, InstanceViews views, InstanceList list,
			StatusCounts counts, CurrentConnection current, ReadModels models, HistoryExcerpt excerpt) {
		this.caller = caller;
		this.transactions = transactions;
		this.views = views;
		this.list = list;
		this.counts = counts;
		this.current = current;
		this.models = models;
		this.excerpt = excerpt;
	}

	private static QueryShare share(int connections) {
		return new QueryShare(connections, TimeUnit.SECONDS.toMillis(BoundedRead.SECONDS));
	}

	InstancePage page(InstanceQuery query) {
		String action = "Listing instances";
		if (this.caller.isOpen()) {
			return join(action, (connection) -> this.list.page(connection, query));
		}
		return alone(this.lists, action, this.transactions::look, (connection) -> this.list.page(connection, query));
	}

	Map<OrchestrationRuntimeStatus, Long> countByStatus() {
		String action = "Counting instances";
		if (this.caller.isOpen()) {
			return join(action, this.counts::read);
		}
		Map<OrchestrationRuntimeStatus, Long> recent = this.counts.recent();
		return (recent != null) ? recent : this.lists.read(action, () -> {
			// Who had the connection before may have counted
			Map<OrchestrationRuntimeStatus, Long> counted = this.counts.recent();
			return (counted != null) ? counted : alone(action, this.transactions::read, this.counts::count);
		});
	}

	// Behind a statement time-out of the session: it is read by somebody else
	List<HistoryEvent> history(int partition, String instanceId) {
		String action = "Reading the history of instance '" + instanceId + "'";
		SqlWork<List<HistoryEvent>> history = (connection) -> history(connection, partition, instanceId);
		return this.caller.isOpen() ? read(action, history)
				: alone(this.lists, action, this.transactions::look, history);
	}

	private List<HistoryEvent> history(Connection connection, int partition, String instanceId) throws SQLException {
		try {
			return this.current.with(connection, () -> this.models.history(partition, instanceId));
		}
		catch (DataAccessException ex) {
			if (ex.getRootCause() instanceof SQLException failure) {
				throw failure;
			}
			throw ex;
		}
	}

	List<HistoryEvent> history(int partition, String instanceId, boolean inputs, boolean results) {
		String action = "Reading the history of instance '" + instanceId + "'";
		SqlWork<List<HistoryEvent>> read = (connection) -> this.excerpt.read(connection, partition, instanceId, inputs,
				results);
		return this.caller.isOpen() ? read(action, read) : alone(this.lists, action, this.transactions::read, read);
	}

	@Nullable InstanceView find(int partition, String instanceId, boolean input, boolean output) {
		String action = "Reading instance '" + instanceId + "'";
		SqlWork<@Nullable InstanceView> find = (connection) -> this.views.find(connection, partition, instanceId, input,
				output);
		return this.caller.isOpen() ? read(action, find) : alone(this.reads, action, this.transactions::read, find);
	}

	private static <T extends @Nullable Object> T alone(QueryShare share, String action, Way way, SqlWork<T> work) {
		return share.read(action, () -> alone(action, way, work));
	}

	private static <T extends @Nullable Object> T alone(String action, Way way, SqlWork<T> work) {
		try {
			return way.read(work);
		}
		catch (SQLException ex) {
			throw SqlFailure.translateForClient(action, ex);
		}
	}

	private <T extends @Nullable Object> T join(String action, SqlWork<T> work) {
		try {
			return this.caller.execute(work);
		}
		catch (SQLException ex) {
			throw SqlFailure.translateForTransaction(action, ex);
		}
	}

	// Read what costs nothing.
	<T extends @Nullable Object> T read(String action, SqlWork<T> work) {
		if (!this.caller.isOpen()) {
			return alone(action, this.transactions::look, work);
		}
		try {
			return this.caller.read(work);
		}
		catch (SQLException ex) {
			throw SqlFailure.translateForTransaction(action, ex);
		}
	}

	/**
	 * How something is read outside of a transaction of the application.
	 */
	private interface Way {

		<T extends @Nullable Object> T read(SqlWork<T> work) throws SQLException;

	}

}
