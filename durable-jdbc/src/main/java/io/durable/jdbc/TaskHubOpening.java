package io.durable.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

import javax.sql.DataSource;

import io.durable.store.TaskHubDescription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens once, when a store is opened: the tables are checked, a new task hub gets
 * its partitions, and the database is made to keep what it commits.
 */
final class TaskHubOpening {

	private static final Logger logger = LoggerFactory.getLogger(TaskHubOpening.class);

	private static final List<String> TABLES = List.of("meta", "node", "partition", "instance", "tag", "event_id",
			"history", "message", "timer", "open");

	private final DataSource dataSource;

	private final Database database;

	private final Tables tables;

	private final TableNames names;

	private final JdbcStoreOptions options;

	TaskHubOpening(DataSource dataSource, Database database, Tables tables, TableNames names,
			JdbcStoreOptions options) {
		this.dataSource = dataSource;
		this.database = database;
		this.tables = tables;
		this.names = names;
		this.options = options;
	}

	TaskHubDescription open(Transactions transactions) {
		SqlDialect dialect = this.database.dialect();
		String location = this.database.location();
		boolean exclusive;
		boolean volatileData;
		try (Connection connection = this.dataSource.getConnection()) {
			dialect.requireDurability(connection, location);
			for (String table : TABLES) {
				requireTable(connection, this.names.in("%PREFIX%" + table));
			}
			exclusive = dialect.isExclusive(connection);
			volatileData = dialect.isVolatile(connection);
		}
		catch (SQLException ex) {
			throw SqlFailure.translate("Opening the task hub", ex);
		}
		// The pool may have no second connection
		int partitionCount = transactions.call("Opening the task hub", this::partitions);
		return new TaskHubDescription(dialect.product(), location, MetaTable.SCHEMA_VERSION, partitionCount, exclusive,
				volatileData);
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
			this.tables.meta().setPartitionCount(connection, this.options.partitionCount());
			this.tables.partitions().insertAll(connection, this.options.partitionCount());
			return this.options.partitionCount();
		}
		if (stored != this.options.partitionCount()) {
			logger.info("The task hub in {} keeps its {} partitions; {} are configured", this.database.location(),
					stored, this.options.partitionCount());
		}
		return stored;
	}

}
