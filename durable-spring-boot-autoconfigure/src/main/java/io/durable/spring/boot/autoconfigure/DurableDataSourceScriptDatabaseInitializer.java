package io.durable.spring.boot.autoconfigure;

import java.sql.DatabaseMetaData;
import java.util.List;

import javax.sql.DataSource;

import io.durable.jdbc.JdbcSchema;
import io.durable.jdbc.JdbcStoreOptions;
import io.durable.jdbc.dialect.UnsupportedDatabaseException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.jdbc.init.DataSourceScriptDatabaseInitializer;
import org.springframework.boot.jdbc.init.PlatformPlaceholderDatabaseDriverResolver;
import org.springframework.boot.sql.init.DatabaseInitializationSettings;
import org.springframework.jdbc.support.JdbcUtils;
import org.springframework.jdbc.support.MetaDataAccessException;
import org.springframework.util.StringUtils;

/**
 * {@link DataSourceScriptDatabaseInitializer} for the task hub's database. May be
 * registered as a bean to override auto-configuration.
 */
public class DurableDataSourceScriptDatabaseInitializer extends DataSourceScriptDatabaseInitializer {

	private final @Nullable JdbcStoreOptions shipped;

	/**
	 * Create a new initializer.
	 * @param dataSource the database
	 * @param properties the properties
	 */
	public DurableDataSourceScriptDatabaseInitializer(DataSource dataSource, DurableJdbcProperties properties) {
		super(dataSource, settings(dataSource, properties));
		this.shipped = properties.usesShippedScript()
				? properties.storeOptions(JdbcStoreOptions.defaults().leaseDuration()) : null;
	}

	private static DatabaseInitializationSettings settings(DataSource dataSource, DurableJdbcProperties properties) {
		if (properties.usesShippedScript()) {
			requireDatabase(dataSource, properties);
		}
		PlatformPlaceholderDatabaseDriverResolver resolver = new PlatformPlaceholderDatabaseDriverResolver();
		List<String> locations = StringUtils.hasText(properties.platform())
				? resolver.resolveAll(properties.platform(), properties.schema())
				: resolver.resolveAll(dataSource, properties.schema());
		DatabaseInitializationSettings settings = new DatabaseInitializationSettings();
		settings.setSchemaLocations(locations);
		settings.setMode(properties.initializeSchema());
		return settings;
	}

	// What follows would only say that it does not know which database it is
	private static void requireDatabase(DataSource dataSource, DurableJdbcProperties properties) {
		try {
			new JdbcSchema(dataSource, properties.storeOptions(JdbcStoreOptions.defaults().leaseDuration()));
		}
		catch (UnsupportedDatabaseException ex) {
			// The store says so
		}
	}

	/**
	 * Boot counts H2 as embedded in memory only, but a file that this process alone has
	 * open needs its tables just the same.
	 */
	@Override
	protected boolean isEmbeddedDatabase() {
		return super.isEmbeddedDatabase() || isH2InProcess();
	}

	private boolean isH2InProcess() {
		try {
			String url = JdbcUtils.extractDatabaseMetaData(getDataSource(), DatabaseMetaData::getURL);
			return url != null && url.startsWith("jdbc:h2:") && !url.startsWith("jdbc:h2:tcp:")
					&& !url.startsWith("jdbc:h2:ssl:");
		}
		catch (MetaDataAccessException ex) {
			return false;
		}
	}

	/**
	 * The shipped script takes the table prefix, and two nodes that start at the same
	 * time do not run it both.
	 */
	@Override
	protected void runScripts(Scripts scripts) {
		if (this.shipped != null) {
			new JdbcSchema(getDataSource(), this.shipped).create();
		}
		else {
			super.runScripts(scripts);
		}
	}

}
