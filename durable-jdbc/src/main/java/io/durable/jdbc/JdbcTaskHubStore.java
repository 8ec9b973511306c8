package io.durable.jdbc;

import java.time.Duration;
import java.util.List;

import javax.sql.DataSource;

import io.durable.store.ClientStore;
import io.durable.store.InboxMessage;
import io.durable.store.PartitionLeases;
import io.durable.store.TaskHubDescription;
import io.durable.store.TaskHubStore;
import io.durable.store.WorkerStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;

/**
 * A task hub in a relational database.
 */
public final class JdbcTaskHubStore implements TaskHubStore {

	private static final Logger logger = LoggerFactory.getLogger(JdbcTaskHubStore.class);

	/**
	 * How long requests that share a commit wait for a lock; one that must wait longer is
	 * tried alone, and the others do not wait with it.
	 */
	private static final Duration SHARED_LOCK_TIMEOUT = Duration.ofMillis(50);

	private final TaskHubDescription description;

	private final ClientStore client;

	private final WorkerStore worker;

	private final JdbcPartitionLeases leases;

	private volatile MessageListener listener = (messages) -> {
	};

	/**
	 * Open a task hub. Its tables must exist.
	 * @param dataSource the application's data source, so that clients join its
	 * transactions
	 * @param options the options
	 * @throws UnsupportedDatabaseException if there is no dialect for the database
	 * @throws TablesMissingException if a table does not exist
	 * @throws SchemaVersionException if the tables have another version
	 * @throws WriteDelayException if H2 does not allow to make it durable
	 */
	public JdbcTaskHubStore(DataSource dataSource, JdbcStoreOptions options) {
		DataSource target = target(dataSource);
		Database database = Database.of(target);
		SqlDialect dialect = database.dialect();
		TableNames names = new TableNames(options.tablePrefix(), options.schema());
		HistoryEventCodec codec = new HistoryEventCodec();
		Tables tables = Tables.of(names, dialect, codec);
		Transactions transactions = new Transactions(target, dialect, options);
		this.description = new TaskHubOpening(target, database, tables, names, options).open(transactions);
		this.client = client(target, database, options, tables, transactions, names, codec);
		this.worker = new JdbcWorkerStore(transactions, tables, codec,
				dialect.hasArrays() ? new FencedCheckpoint(transactions, names) : null, this::announce);
		this.leases = new JdbcPartitionLeases(target, database, transactions, tables);
		if (dialect.isForgetful() && !this.description.volatileData()) {
			this.leases.open();
		}
	}

	// A transaction is bound to the data source itself, and the store's own transactions
	// must not be drawn into one of the application.
	private static DataSource target(DataSource dataSource) {
		DataSource target = (dataSource instanceof TransactionAwareDataSourceProxy proxy) ? proxy.getTargetDataSource()
				: null;
		return (target != null) ? target : dataSource;
	}

	private ClientStore client(DataSource dataSource, Database database, JdbcStoreOptions options, Tables tables,
			Transactions transactions, TableNames names, HistoryEventCodec codec) {
		SqlDialect dialect = database.dialect();
		Transactions shared = transactions.withLockTimeout(SHARED_LOCK_TIMEOUT);
		ClientBatch batch = dialect.hasArrays() ? new ArrayClientBatch(shared, names, codec.json())
				: new SequentialClientBatch(shared);
		CallerTransactions caller = new CallerTransactions(dataSource, dialect, options.lockTimeout(), this::announce);
		return new JdbcClientStore(tables, codec, caller, new ClientCommitter(batch, transactions, this::announce),
				transactions, new ReadModels(dataSource, database.springDataDialect(), options, codec));
	}

	private void announce(List<InboxMessage> messages) {
		try {
			this.listener.onMessages(messages);
		}
		catch (RuntimeException ex) {
			// They are committed, and the next poll finds them
			logger.warn("Messages could not be announced", ex);
		}
	}

	@Override
	public TaskHubDescription description() {
		return this.description;
	}

	@Override
	public ClientStore client() {
		return this.client;
	}

	@Override
	public WorkerStore worker() {
		return this.worker;
	}

	@Override
	public PartitionLeases leases() {
		return this.leases;
	}

	@Override
	public void setMessageListener(MessageListener listener) {
		this.listener = listener;
	}

	@Override
	public void close() {
		this.leases.close();
	}

}
