package io.durable.jdbc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;

import javax.sql.DataSource;

import io.durable.jdbc.dialect.Database;
import io.durable.jdbc.dialect.SqlDialect;
import io.durable.jdbc.dialect.SqlFailure;
import io.durable.jdbc.schema.NotPermittedException;
import io.durable.jdbc.table.TableNames;
import io.durable.jdbc.transaction.OwnDataSource;
import io.durable.jdbc.transaction.PoolFacts;
import io.durable.jdbc.transaction.Transactions;

import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.datasource.init.ScriptException;
import org.springframework.jdbc.datasource.init.ScriptUtils;

/**
 * The scripts that create and remove the tables of a task hub, with the names that its
 * options ask for.
 */
public final class JdbcSchema {

	private final DataSource dataSource;

	private final SqlDialect dialect;

	private final JdbcStoreOptions options;

	private final TableNames names;

	/**
	 * Create the schema of a task hub.
	 * @param dataSource the database
	 * @param options the options of the task hub
	 */
	public JdbcSchema(DataSource dataSource, JdbcStoreOptions options) {
		this.dataSource = OwnDataSource.of(OwnDataSource.withoutTransactions(dataSource));
		PoolFacts pool = PoolFacts.of(this.dataSource);
		this.dialect = Database.of(this.dataSource, (pool != null) ? pool.url() : null).dialect();
		this.options = options;
		this.names = new TableNames(options.tablePrefix(), options.schema());
	}

	/**
	 * Return the script that creates the tables. It can be run again.
	 * @return the text of the script
	 */
	public String createScript() {
		return script("schema-");
	}

	/**
	 * Return the script that removes the tables.
	 * @return the text of the script
	 */
	public String dropScript() {
		return script("schema-drop-");
	}

	/**
	 * Create what is missing of the tables.
	 * @throws NotPermittedException if the database does not let its user, or there is no
	 * such schema
	 */
	public void create() {
		run(createScript());
	}

	/**
	 * Remove the tables with all instances.
	 */
	public void drop() {
		run(dropScript());
	}

	private String script(String name) {
		String file = name + this.dialect.product().toLowerCase(Locale.ROOT) + ".sql";
		try {
			return this.names
				.inScript(new ClassPathResource(file, JdbcSchema.class).getContentAsString(StandardCharsets.UTF_8));
		}
		catch (IOException ex) {
			throw new IllegalStateException("Script " + file + " cannot be read", ex);
		}
	}

	private void run(String script) {
		Transactions transactions = this.options.transactions(this.dataSource, this.dialect);
		transactions.call("Running the script", (Connection connection) -> {
			this.dialect.lockForDefinition(connection);
			run(connection, script);
			return null;
		});
	}

	private static void run(Connection connection, String script) throws SQLException {
		try {
			ScriptUtils.executeSqlScript(connection,
					new ByteArrayResource(script.getBytes(StandardCharsets.UTF_8), "task hub script"));
		}
		catch (ScriptException ex) {
			if (ex.getCause() instanceof SQLException refusal
					&& (SqlFailure.isNotPermitted(refusal) || SqlFailure.isMissingTable(refusal))) {
				throw new NotPermittedException(Database.location(connection.getMetaData()), true, refusal);
			}
			throw ex;
		}
	}

}
