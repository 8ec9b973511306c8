package io.durable.jdbc.schema;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;

import io.durable.jdbc.dialect.Database;
import io.durable.jdbc.dialect.SqlDialect;
import io.durable.jdbc.dialect.SqlFailure;
import io.durable.jdbc.table.MetaTable;
import io.durable.jdbc.table.TableNames;
import io.durable.jdbc.table.Tables;
import io.durable.jdbc.transaction.Connections;
import io.durable.jdbc.transaction.SqlWork;
import io.durable.jdbc.transaction.Transactions;
import io.durable.store.TaskHubDescription;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens once, when a store is opened: the tables are checked, a new task hub gets
 * its partitions, and the database is made to keep what it commits.
 */
public final class TaskHubOpening {

	private static final Logger logger = LoggerFactory.getLogger(TaskHubOpening.class);

	private static final String ACTION = "Opening the task hub";

	private static final List<String> TABLES = List.of("meta", "node", "partition", "instance", "tag", "event_id",
			"history", "message", "timer", "open");

	private final Connections connections;

	private final Database database;

	private final Tables tables;

	private final TableNames names;

	private final int partitionCount;

	public TaskHubOpening(Connections connections, Database database, Tables tables, TableNames names,
			int partitionCount) {
		this.connections = connections;
		this.database = database;
		this.tables = tables;
		this.names = names;
		this.partitionCount = partitionCount;
	}

	/**
	 * Open the task hub.
	 * @param transactions transactions of the store's own
	 * @return the task hub, which the store closes
	 */
	public OpenTaskHub open(Transactions transactions) {
		SqlDialect dialect = this.database.dialect();
		String location = this.database.location();
		String privateKey;
		boolean volatileData;
		try {
			Nature nature = this.connections.use((connection) -> {
				ConnectionChecks.checkWritable(connection, this.database, this.connections.dataSource());
				dialect.requireDurability(connection, location);
				for (String table : TABLES) {
					requireTable(connection, this.names.in("%PREFIX%" + table));
				}
				return new Nature(privateKey(connection), dialect.isVolatile(connection));
			});
			privateKey = nature.privateKey();
			volatileData = nature.volatileData();
		}
		catch (SQLException ex) {
			throw failure(ex);
		}
		// The pool may have no second connection
		int partitionCount = call(transactions, this::partitions);
		TaskHubDescription description = new TaskHubDescription(dialect.product(), location, MetaTable.SCHEMA_VERSION,
				partitionCount, false, volatileData);
		return OpenTaskHub.open(description, privateKey, () -> call(transactions, (connection) -> {
			this.tables.nodes().deleteAll(connection);
			return null;
		}));
	}

	private <T extends @Nullable Object> T call(Transactions transactions, SqlWork<T> work) {
		return transactions.call(ACTION, (connection) -> {
			try {
				return work.execute(connection);
			}
			catch (SQLException ex) {
				if (SqlFailure.isNotPermitted(ex)) {
					throw failure(ex);
				}
				throw ex;
			}
		});
	}

	private RuntimeException failure(SQLException ex) {
		return SqlFailure.isNotPermitted(ex) ? new NotPermittedException(this.database.location(), false, ex)
				: SqlFailure.translate(ACTION, ex);
	}

	// Whose tables they are, as far as this process knows all who can have them open
	private @Nullable String privateKey(Connection connection) throws SQLException {
		String database = this.database.dialect().privateDatabase(connection);
		if (database == null) {
			return null;
		}
		String prefix = this.names.in("%PREFIX%");
		String tables = (prefix.indexOf('.') >= 0) ? prefix : connection.getSchema() + "." + prefix;
		return database + " " + tables.toLowerCase(Locale.ROOT);
	}

	private void requireTable(Connection connection, String table) throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement("SELECT 1 FROM " + table + " WHERE 1 = 0")) {
			statement.executeQuery().close();
		}
		catch (SQLException ex) {
			if (SqlFailure.isMissingTable(ex)) {
				throw new TablesMissingException(table, this.database.location(), ex);
			}
			throw ex;
		}
	}

	// Return the number of partitions. Which instance is in which one is computed from
	// it, so that of an existing task hub holds, whatever was configured since.
	private int partitions(Connection connection) throws SQLException {
		MetaTable.Meta meta = this.tables.meta().lock(connection);
		if (meta == null || meta.schemaVersion() != MetaTable.SCHEMA_VERSION) {
			throw new SchemaVersionException((meta != null) ? meta.schemaVersion() : 0, MetaTable.SCHEMA_VERSION,
					this.database.location());
		}
		Integer stored = meta.partitionCount();
		if (stored == null) {
			this.tables.meta().setPartitionCount(connection, this.partitionCount);
			this.tables.partitions().insertAll(connection, this.partitionCount);
			return this.partitionCount;
		}
		if (stored != this.partitionCount) {
			logger.info("The task hub in {} keeps its {} partitions; {} are configured", this.database.location(),
					stored, this.partitionCount);
		}
		return stored;
	}

	private record Nature(@Nullable String privateKey, boolean volatileData) {

	}

}
