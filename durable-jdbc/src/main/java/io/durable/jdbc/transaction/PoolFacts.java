package io.durable.jdbc.transaction;

import java.sql.SQLException;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * What is known of a connection pool.
 *
 * @param maximumSize how many connections it has at most
 * @param leakDetection whether it reports connections that are kept for long
 * @param readOnly whether its connections are asked not to write
 * @param url where its connections lead, with parameters, or {@code null} if it does not
 * say
 */
public record PoolFacts(int maximumSize, boolean leakDetection, boolean readOnly, @Nullable String url) {

	private static final boolean PRESENT = ClassUtils.isPresent("com.zaxxer.hikari.HikariDataSource",
			PoolFacts.class.getClassLoader());

	// Return what is known, or null if it is no pool that is known.
	public static @Nullable PoolFacts of(DataSource dataSource) {
		return PRESENT ? Hikari.facts(dataSource) : null;
	}

	private static final class Hikari {

		private static @Nullable PoolFacts facts(DataSource dataSource) {
			try {
				if (!dataSource.isWrapperFor(HikariDataSource.class)) {
					return null;
				}
				HikariDataSource pool = dataSource.unwrap(HikariDataSource.class);
				return new PoolFacts(pool.getMaximumPoolSize(), pool.getLeakDetectionThreshold() > 0, pool.isReadOnly(),
						pool.getJdbcUrl());
			}
			catch (SQLException ex) {
				return null;
			}
		}

	}

}
