package io.durable.jdbc;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

import javax.sql.DataSource;

import io.durable.jdbc.client.ArrayClientBatch;
import io.durable.jdbc.client.ClientBatch;
import io.durable.jdbc.client.ClientCommitter;
import io.durable.jdbc.client.ClientReads;
import io.durable.jdbc.client.JdbcClientStore;
import io.durable.jdbc.client.SequentialClientBatch;
import io.durable.jdbc.codec.HistoryEventCodec;
import io.durable.jdbc.dialect.Database;
import io.durable.jdbc.dialect.DatabaseUnavailableException;
import io.durable.jdbc.dialect.SqlDialect;
import io.durable.jdbc.dialect.SqlFailure;
import io.durable.jdbc.query.BoundedRead;
import io.durable.jdbc.query.HistoryExcerpt;
import io.durable.jdbc.query.InstanceList;
import io.durable.jdbc.query.InstanceViews;
import io.durable.jdbc.query.ReadModels;
import io.durable.jdbc.query.StatusCounts;
import io.durable.jdbc.schema.ConnectionChecks;
import io.durable.jdbc.schema.NotPermittedException;
import io.durable.jdbc.schema.OpenTaskHub;
import io.durable.jdbc.schema.PoolTooSmallException;
import io.durable.jdbc.schema.ReadOnlyDatabaseException;
import io.durable.jdbc.schema.TaskHubOpening;
import io.durable.jdbc.table.TableNames;
import io.durable.jdbc.table.Tables;
import io.durable.jdbc.transaction.CallerTransactions;
import io.durable.jdbc.transaction.Connections;
import io.durable.jdbc.transaction.CurrentConnection;
import io.durable.jdbc.transaction.Home;
import io.durable.jdbc.transaction.KeptConnection;
import io.durable.jdbc.transaction.OwnDataSource;
import io.durable.jdbc.transaction.PoolFacts;
import io.durable.jdbc.transaction.Transactions;
import io.durable.jdbc.worker.FencedCheckpoint;
import io.durable.jdbc.worker.InboxPages;
import io.durable.jdbc.worker.JdbcPartitionLeases;
import io.durable.jdbc.worker.JdbcWorkerStore;
import io.durable.store.ClientStore;
import io.durable.store.InboxMessage;
import io.durable.store.PartitionLeases;
import io.durable.store.TaskHubDescription;
import io.durable.store.TaskHubStore;
import io.durable.store.WorkerStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

	private final OpenTaskHub hub;

	private final ClientStore client;

	private final WorkerStore worker;

	private final JdbcPartitionLeases leases;

	private final Connections connections;

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
	 * @throws NotPermittedException if the database does not let its user use the tables
	 * @throws DatabaseUnavailableException if the database cannot be reached
	 * @throws PoolTooSmallException if the pool has too few connections
	 * @throws ReadOnlyDatabaseException if the connections may not write
	 * @throws WriteDelayException if H2 does not allow to make it durable
	 */
	public JdbcTaskHubStore(DataSource dataSource, JdbcStoreOptions options) {
		DataSource joined = OwnDataSource.withoutTransactions(dataSource);
		DataSource own = OwnDataSource.of(joined);
		Duration keptTimeout = options.leaseDuration().multipliedBy(4).dividedBy(10);
		DataSource kept = OwnDataSource.forKept(own, keptTimeout);
		Database database = Database.of(own, url(own));
		ConnectionChecks.checkPool(own, (kept != own) ? 0 : database.isFile() ? 2 : 1);
		SqlDialect dialect = database.dialect();
		this.connections = new Connections(own, options.leaseDuration(), !database.isEmbedded());
		String schema = schema(this.connections, dialect, options);
		TableNames names = new TableNames(options.tablePrefix(), schema);
		HistoryEventCodec codec = new HistoryEventCodec();
		Tables tables = Tables.of(names, dialect, codec);
		Transactions transactions = options.transactions(this.connections, dialect);
		this.hub = new TaskHubOpening(this.connections, database, tables, names, options.partitionCount())
			.open(transactions);
		if (dialect.isForgetful() && !this.hub.description().volatileData()) {
			this.connections.writeToFile(kept, names.in("UPDATE %PREFIX%meta SET schema_version = schema_version"),
					privateDatabase(this.connections, dialect));
		}
		Home home = home(this.connections, database);
		this.connections.requireHome(home);
		CallerTransactions caller = new CallerTransactions(joined, home, this.connections, transactions,
				options.lockTimeout(), this::announce);
		CurrentConnection current = new CurrentConnection();
		ReadModels models = new ReadModels(current, database, options.tablePrefix(), schema, codec);
		InstanceViews views = new InstanceViews(names, dialect, tables.instances(), codec.json());
		Transactions queries = new Transactions(this.connections, dialect, Duration.ofSeconds(BoundedRead.SECONDS),
				options.lockTimeout());
		ClientReads reads = new ClientReads(caller, queries, views, new InstanceList(names, dialect, views),
				new StatusCounts(names), current, models, new HistoryExcerpt(names, codec));
		this.client = client(dialect, tables, transactions, names, codec, caller, reads);
		this.worker = new JdbcWorkerStore(transactions, tables, InboxPages.of(names, dialect, tables.messages()), codec,
				dialect.hasArrays() ? new FencedCheckpoint(transactions, names) : null, this::announce);
		this.leases = new JdbcPartitionLeases(new KeptConnection(kept, this.connections, keptTimeout), transactions,
				tables);
		if (dialect.isForgetful() && !this.hub.description().volatileData()) {
			openLeases();
		}
	}

	private void openLeases() {
		try {
			this.leases.open();
		}
		catch (RuntimeException | Error ex) {
			this.hub.close();
			this.connections.close();
			throw ex;
		}
	}

	private static @Nullable String url(DataSource dataSource) {
		PoolFacts pool = PoolFacts.of(dataSource);
		return (pool != null) ? pool.url() : null;
	}

	// Whatever search path a session has, or a caller gives it: the tables are where they
	// were found first.
	private static @Nullable String schema(Connections connections, SqlDialect dialect, JdbcStoreOptions options) {
		if (options.schema() != null) {
			return options.schema();
		}
		try {
			return connections.use((connection) -> dialect.schemaOf(connection, options.tablePrefix() + "meta"));
		}
		catch (SQLException ex) {
			throw SqlFailure.translate("Opening the task hub", ex);
		}
	}

	private static @Nullable String privateDatabase(Connections connections, SqlDialect dialect) {
		try {
			return connections.<@Nullable String>use(dialect::privateDatabase);
		}
		catch (SQLException ex) {
			throw SqlFailure.translate("Opening the task hub", ex);
		}
	}

	private static Home home(Connections connections, Database database) {
		try {
			return connections.use((connection) -> Home.of(database, connection));
		}
		catch (SQLException ex) {
			throw SqlFailure.translate("Opening the task hub", ex);
		}
	}

	private ClientStore client(SqlDialect dialect, Tables tables, Transactions transactions, TableNames names,
			HistoryEventCodec codec, CallerTransactions caller, ClientReads reads) {
		Transactions shared = transactions.withLockTimeout(SHARED_LOCK_TIMEOUT);
		ClientBatch batch = dialect.hasArrays() ? new ArrayClientBatch(shared, names, codec.json())
				: new SequentialClientBatch(shared);
		return new JdbcClientStore(tables, codec, caller, new ClientCommitter(batch, transactions, this::announce),
				transactions, reads);
	}

	private void announce(List<InboxMessage> messages) {
		try {
			this.listener.onMessages(messages);
		}
		catch (RuntimeException | Error ex) {
			// They are committed, and the next poll finds them
			logger.warn("Messages could not be announced", ex);
		}
	}

	@Override
	public TaskHubDescription description() {
		return this.hub.description();
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
		this.hub.close();
		this.connections.close();
	}

}
