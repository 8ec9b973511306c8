package io.durable.jdbc.transaction;

import java.time.Duration;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;
import org.springframework.util.ClassUtils;

/**
 * Finds out where the store takes its own connections from.
 */
public final class OwnDataSource {

	private static final boolean PRESENT = ClassUtils.isPresent("com.zaxxer.hikari.HikariDataSource",
			OwnDataSource.class.getClassLoader());

	private OwnDataSource() {
	}

	// A transaction is bound to the data source itself, and the store's own transactions
	// must not be drawn into one of the application.
	public static DataSource withoutTransactions(DataSource dataSource) {
		DataSource target = (dataSource instanceof TransactionAwareDataSourceProxy proxy) ? proxy.getTargetDataSource()
				: null;
		return (target != null) ? target : dataSource;
	}

	// The background has no tenant, so the task hub lives where a data source leads that
	// routes by one and has none. Clients must find it there whatever tenant they have.
	public static DataSource of(DataSource dataSource) {
		AbstractRoutingDataSource routing = routing(dataSource);
		if (routing == null) {
			return dataSource;
		}
		DataSource home = routing.getResolvedDefaultDataSource();
		if (home == null) {
			throw new IllegalStateException(
					"The DataSource of the task hub routes and has no default target, so it is not certain where the task hub is. Set a default target, or give the task hub a DataSource of its own, marked @DurableDataSource");
		}
		return of(home);
	}

	// For a connection that is kept. It comes from beside the pool where that is
	// possible.
	public static DataSource forKept(DataSource own, Duration timeout) {
		return PRESENT ? DirectDataSource.beside(own, timeout) : own;
	}

	private static @Nullable AbstractRoutingDataSource routing(DataSource dataSource) {
		DataSource next = dataSource;
		while (next instanceof DelegatingDataSource delegating && delegating.getTargetDataSource() != null) {
			next = delegating.getTargetDataSource();
		}
		return (next instanceof AbstractRoutingDataSource routing) ? routing : null;
	}

}
