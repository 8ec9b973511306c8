package io.durable.spring.boot.autoconfigure;

import java.time.Duration;

import io.durable.jdbc.JdbcStoreOptions;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.sql.init.DatabaseInitializationMode;

/**
 * Configuration properties of the task hub's database.
 *
 * @param initializeSchema When to create the tables at start-up. An H2 database inside
 * the application counts as embedded, in a file as well as in memory.
 * @param platform Platform of the script, if the schema location has a platform
 * placeholder. Detected by default.
 * @param schema Location of the script that creates the tables. A script of your own
 * names them with the table prefix.
 * @param tablePrefix What the names of the tables begin with. A database schema may stand
 * before it, as in 'hub.durable_'.
 * @param partitionCount Number of partitions of a task hub that is created. An existing
 * one keeps the number that it has.
 * @param lockTimeout How long a start waits for another transaction that starts the same
 * instance.
 */
@ConfigurationProperties("durable.jdbc")
public record DurableJdbcProperties(@DefaultValue("embedded") DatabaseInitializationMode initializeSchema,
		@Nullable String platform, @DefaultValue(DEFAULT_SCHEMA_LOCATION) String schema,
		@DefaultValue(JdbcStoreOptions.DEFAULT_TABLE_PREFIX) String tablePrefix, @DefaultValue("32") int partitionCount,
		@DefaultValue("2s") Duration lockTimeout) {

	/**
	 * Optional, so that an unsupported database is reported as such and not as a missing
	 * script.
	 */
	static final String DEFAULT_SCHEMA_LOCATION = "optional:classpath:io/durable/jdbc/schema-@@platform@@.sql";

	public DurableJdbcProperties {
		storeOptions(tablePrefix, partitionCount, lockTimeout, JdbcStoreOptions.defaults().leaseDuration());
	}

	/**
	 * Return how the task hub is kept with these properties.
	 * @param leaseDuration how long a node may be silent
	 * @return the options
	 */
	JdbcStoreOptions storeOptions(Duration leaseDuration) {
		return storeOptions(this.tablePrefix, this.partitionCount, this.lockTimeout, leaseDuration);
	}

	boolean usesShippedScript() {
		return this.platform == null && this.schema.equals(DEFAULT_SCHEMA_LOCATION);
	}

	private static JdbcStoreOptions storeOptions(String tablePrefix, int partitionCount, Duration lockTimeout,
			Duration leaseDuration) {
		int dot = tablePrefix.indexOf('.');
		String schema = (dot > 0) ? tablePrefix.substring(0, dot) : null;
		return new JdbcStoreOptions(tablePrefix.substring(dot + 1), schema, partitionCount, lockTimeout, leaseDuration);
	}

}
