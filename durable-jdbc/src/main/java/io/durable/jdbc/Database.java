package io.durable.jdbc;

import java.nio.file.Path;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.List;

import javax.sql.DataSource;

import org.springframework.data.jdbc.core.dialect.DialectResolver;
import org.springframework.data.jdbc.core.dialect.JdbcDialect;
import org.springframework.data.jdbc.core.dialect.JdbcH2Dialect;
import org.springframework.data.jdbc.core.dialect.JdbcPostgresDialect;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The database behind a data source, as Spring Data detects it.
 *
 * @param product its name and version
 * @param location where it is, without credentials
 * @param dialect our statements for it
 * @param springDataDialect Spring Data's statements for it
 */
record Database(String product, String location, SqlDialect dialect, JdbcDialect springDataDialect) {

	static Database of(DataSource dataSource) {
		JdbcTemplate template = new JdbcTemplate(dataSource);
		String[] names = template.execute((ConnectionCallback<String[]>) (connection) -> {
			DatabaseMetaData metaData = connection.getMetaData();
			return new String[] { metaData.getDatabaseProductName() + " " + metaData.getDatabaseProductVersion(),
					location(metaData) };
		});
		JdbcDialect dialect;
		try {
			dialect = DialectResolver.getDialect(template);
		}
		catch (DialectResolver.NoDialectException ex) {
			throw new UnsupportedDatabaseException(names[0], ex);
		}
		return new Database(names[0], names[1], dialect(dialect, names[0]), dialect);
	}

	private static SqlDialect dialect(JdbcDialect dialect, String product) {
		if (dialect instanceof JdbcPostgresDialect) {
			return new PostgreSqlDialect();
		}
		if (dialect instanceof JdbcH2Dialect) {
			return new H2Dialect();
		}
		throw new UnsupportedDatabaseException(product, null);
	}

	// Users and passwords can only stand among the parameters.
	private static String location(DatabaseMetaData metaData) throws SQLException {
		return absolute(metaData.getURL().split("[?;]", 2)[0]);
	}

	// A relative path says little to somebody who does not know the working directory
	static String absolute(String url) {
		for (String prefix : List.of("jdbc:h2:file:", "jdbc:h2:")) {
			if (url.startsWith(prefix + ".")) {
				return prefix + Path.of(url.substring(prefix.length())).toAbsolutePath().normalize();
			}
		}
		return url;
	}

}
