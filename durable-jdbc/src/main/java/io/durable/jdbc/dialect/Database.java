package io.durable.jdbc.dialect;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import org.springframework.data.jdbc.core.dialect.DialectResolver;
import org.springframework.data.jdbc.core.dialect.JdbcDialect;
import org.springframework.data.jdbc.core.dialect.JdbcH2Dialect;
import org.springframework.data.jdbc.core.dialect.JdbcPostgresDialect;
import org.springframework.data.relational.core.sql.IdentifierProcessing;
import org.springframework.data.relational.core.sql.IdentifierProcessing.LetterCasing;
import org.springframework.data.relational.core.sql.IdentifierProcessing.Quoting;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * The database behind a data source, as Spring Data detects it.
 *
 * @param product its name and version
 * @param location where it is, without credentials
 * @param dialect our statements for it
 * @param springDataDialect Spring Data's statements for it
 * @param upperCaseNames whether it makes capitals of the names in statements
 */
public record Database(String product, String location, SqlDialect dialect, JdbcDialect springDataDialect,
		boolean upperCaseNames) {

	// The database alone changes the case of names. Spring Data would do so in the
	// language of the Java virtual machine, and whether or not the database does
	private static final IdentifierProcessing AS_WRITTEN = IdentifierProcessing.create(Quoting.ANSI,
			LetterCasing.AS_IS);

	/**
	 * How long a database may take to say what it is.
	 */
	private static final Duration PATIENCE = Duration.ofSeconds(10);

	public static Database of(DataSource dataSource) {
		return of(dataSource, null);
	}

	// The URL is where the database should be, for the message if it is not there
	public static Database of(DataSource dataSource, @Nullable String url) {
		try (Connection connection = dataSource.getConnection();
				NetworkTimeout timeout = NetworkTimeout.set(connection, PATIENCE)) {
			return of(connection);
		}
		catch (SQLException ex) {
			throw new DatabaseUnavailableException(location(url), closest(ex));
		}
		catch (RuntimeException ex) {
			// A pool that cannot be filled at its start
			if (ex.getCause() instanceof SQLException cause) {
				throw new DatabaseUnavailableException(location(url), closest(cause));
			}
			throw ex;
		}
	}

	private static Database of(Connection connection) throws SQLException {
		DatabaseMetaData metaData = connection.getMetaData();
		String product = metaData.getDatabaseProductName() + " " + metaData.getDatabaseProductVersion();
		JdbcDialect dialect;
		try {
			dialect = DialectResolver.getDialect(new JdbcTemplate(new SingleConnectionDataSource(connection, true)));
		}
		catch (DialectResolver.NoDialectException ex) {
			throw new UnsupportedDatabaseException(product, ex);
		}
		return of(product, location(metaData), metaData.storesUpperCaseIdentifiers(), dialect);
	}

	// Return whether the database is in this process, with no network between.
	public boolean isEmbedded() {
		return this.dialect instanceof H2Dialect && !this.location.startsWith("jdbc:h2:tcp:")
				&& !this.location.startsWith("jdbc:h2:ssl:");
	}

	// Return whether this process itself writes the file of the database.
	public boolean isFile() {
		return isEmbedded() && !this.location.startsWith("jdbc:h2:mem:");
	}

	private static Database of(String product, String location, boolean upperCaseNames, JdbcDialect dialect) {
		if (dialect instanceof JdbcPostgresDialect) {
			return new Database(product, location, new PostgreSqlDialect(), new JdbcPostgresDialect() {

				@Override
				public IdentifierProcessing getIdentifierProcessing() {
					return AS_WRITTEN;
				}

			}, upperCaseNames);
		}
		if (dialect instanceof JdbcH2Dialect) {
			return new Database(product, location, new H2Dialect(), new JdbcH2Dialect() {

				@Override
				public IdentifierProcessing getIdentifierProcessing() {
					return AS_WRITTEN;
				}

			}, upperCaseNames);
		}
		throw new UnsupportedDatabaseException(product, null);
	}

	// Users and passwords can only stand among the parameters.
	public static String location(DatabaseMetaData metaData) throws SQLException {
		return String.valueOf(location(metaData.getURL()));
	}

	private static @Nullable String location(@Nullable String url) {
		return (url != null) ? absolute(url.split("[?;]", 2)[0]) : null;
	}

	// A pool that has waited says that it has waited, and its cause what for
	private static SQLException closest(SQLException exception) {
		SQLException closest = exception;
		while (closest.getCause() instanceof SQLException cause) {
			closest = cause;
		}
		return closest;
	}

	// A relative path says little to somebody who does not know the working directory
	public static String absolute(String url) {
		for (String prefix : List.of("jdbc:h2:file:", "jdbc:h2:")) {
			if (url.startsWith(prefix + ".")) {
				return prefix + Path.of(url.substring(prefix.length())).toAbsolutePath().normalize();
			}
		}
		return url;
	}

}
