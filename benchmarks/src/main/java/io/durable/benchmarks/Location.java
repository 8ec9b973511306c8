package io.durable.benchmarks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

/**
 * Where a database is. A process of its own can open it, an H2 file only while no other
 * process has it open.
 *
 * @param name its name
 * @param url the JDBC URL
 * @param user the user, who has no password
 */
record Location(String name, String url, String user) {

	private static final int CONNECTIONS = 20;

	Database open() {
		HikariConfig config = new HikariConfig();
		config.setJdbcUrl(this.url);
		config.setUsername(this.user);
		config.setPassword("");
		config.setMaximumPoolSize(CONNECTIONS);
		return new Database(this.name, new HikariDataSource(config));
	}

	boolean isPostgres() {
		return "PostgreSQL".equals(this.name);
	}

}
