package io.durable.jdbc.transaction;

import java.sql.Connection;
import java.sql.SQLException;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import com.zaxxer.hikari.pool.ProxyConnection;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * What a Hikari pool can do with its connections that others cannot.
 */
final class HikariEviction {

	private static final boolean PRESENT = ClassUtils.isPresent("com.zaxxer.hikari.HikariDataSource",
			HikariEviction.class.getClassLoader());

	private final HikariDataSource pool;

	private HikariEviction(HikariDataSource pool) {
		this.pool = pool;
	}

	static @Nullable HikariEviction of(DataSource dataSource) {
		if (!PRESENT) {
			return null;
		}
		try {
			return dataSource.isWrapperFor(HikariDataSource.class)
					? new HikariEviction(dataSource.unwrap(HikariDataSource.class)) : null;
		}
		catch (SQLException | RuntimeException ex) {
			return null;
		}
	}

	// Return whether the connection is evicted, which is so unless something wraps it.
	boolean evict(Connection connection) {
		if (!(connection instanceof ProxyConnection)) {
			return false;
		}
		this.pool.evictConnection(connection);
		return true;
	}

	// Those in use are closed when they are given back.
	void evictIdle() {
		HikariPoolMXBean bean = this.pool.getHikariPoolMXBean();
		if (bean != null) {
			bean.softEvictConnections();
		}
	}

}
