package io.durable.jdbc.transaction;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.util.Credentials;
import io.durable.jdbc.dialect.NetworkTimeout;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeanUtils;
import org.springframework.jdbc.datasource.AbstractDataSource;
import org.springframework.util.ClassUtils;

/**
 * Connections beside a Hikari pool, opened as that opens its own. One that is kept for
 * ever takes none from the application, is to be had when the pool is empty, and is no
 * leak. Waits for the network are bounded from the first byte on.
 */
final class DirectDataSource extends AbstractDataSource {

	private final HikariDataSource pool;

	private final Duration timeout;

	private DirectDataSource(HikariDataSource pool, Duration timeout) {
		this.pool = pool;
		this.timeout = timeout;
	}

	/**
	 * Return a data source for connections that are kept.
	 * @param dataSource the data source of the store
	 * @param timeout how long one may wait for the network
	 * @return one beside the pool, or the given one if it is not known how to do that
	 */
	static DataSource beside(DataSource dataSource, Duration timeout) {
		return isKnown(dataSource) ? new DirectDataSource((HikariDataSource) dataSource, timeout) : dataSource;
	}

	// Not one that something wraps, which may do with connections what we do not know.
	// Each connection to a nameless H2 database in memory is to another one.
	private static boolean isKnown(DataSource dataSource) {
		return dataSource instanceof HikariDataSource pool && (pool.getDataSource() != null
				|| (pool.getJdbcUrl() != null && !pool.getJdbcUrl().split(";", 2)[0].equals("jdbc:h2:mem:")));
	}

	@Override
	public Connection getConnection() throws SQLException {
		if (this.pool.isClosed()) {
			throw new SQLException("The pool has been closed", "08003");
		}
		Connection connection = connect();
		try {
			NetworkTimeout.set(connection, this.timeout);
			String init = this.pool.getConnectionInitSql();
			if (init != null) {
				try (Statement statement = connection.createStatement()) {
					statement.execute(init);
				}
			}
			return connection;
		}
		catch (Throwable ex) {
			connection.close();
			throw ex;
		}
	}

	private Connection connect() throws SQLException {
		Credentials credentials = credentials();
		DataSource configured = this.pool.getDataSource();
		if (configured != null) {
			return (credentials.getUsername() != null)
					? configured.getConnection(credentials.getUsername(), credentials.getPassword())
					: configured.getConnection();
		}
		String url = this.pool.getJdbcUrl();
		Connection connection = driver(url).connect(url, properties(url, credentials));
		if (connection == null) {
			throw new SQLException("The driver does not accept the URL of the pool", "08001");
		}
		return connection;
	}

	private Credentials credentials() {
		return (this.pool.getCredentialsProvider() != null) ? this.pool.getCredentialsProvider().getCredentials()
				: this.pool.getCredentials();
	}

	private Driver driver(String url) throws SQLException {
		String driver = this.pool.getDriverClassName();
		return (driver != null)
				? (Driver) BeanUtils
					.instantiateClass(ClassUtils.resolveClassName(driver, ClassUtils.getDefaultClassLoader()))
				: DriverManager.getDriver(url);
	}

	private Properties properties(String url, Credentials credentials) {
		Properties properties = new Properties();
		this.pool.getDataSourceProperties()
			.forEach((name, value) -> properties.setProperty(String.valueOf(name), String.valueOf(value)));
		put(properties, "user", credentials.getUsername());
		put(properties, "password", credentials.getPassword());
		if (url.startsWith("jdbc:postgresql:")) {
			// By default it waits without end for the answer to its first message
			String seconds = Long.toString(Math.max(1, this.timeout.plusMillis(999).toSeconds()));
			properties.putIfAbsent("loginTimeout", seconds);
			properties.putIfAbsent("connectTimeout", seconds);
			properties.putIfAbsent("socketTimeout", seconds);
		}
		return properties;
	}

	private static void put(Properties properties, String name, @Nullable String value) {
		if (value != null) {
			properties.setProperty(name, value);
		}
	}

	@Override
	public Connection getConnection(String username, String password) throws SQLException {
		return getConnection();
	}

}
