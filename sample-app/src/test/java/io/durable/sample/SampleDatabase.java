package io.durable.sample;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;

import io.durable.jdbc.PostgresServer;

/**
 * Where a sample that is killed keeps its data.
 *
 * @param url the JDBC URL
 * @param username the user
 * @param password the password
 */
record SampleDatabase(String url, String username, String password) {

	static SampleDatabase h2(Path directory) {
		return new SampleDatabase("jdbc:h2:file:" + directory.resolve("data/sample") + ";DB_CLOSE_ON_EXIT=FALSE", "sa",
				"");
	}

	/**
	 * Create a database on a PostgreSQL that is as durable as it is by default.
	 * @return the database
	 */
	static SampleDatabase postgresql() {
		PostgresServer.Database database = PostgresServer.createDatabase();
		return new SampleDatabase(database.url(), database.username(), database.password());
	}

	/**
	 * Return the arguments with which the sample uses this database. The lease is short:
	 * on PostgreSQL the next process takes over when it has run out.
	 * @return the arguments
	 */
	List<String> arguments() {
		return List.of("--spring.datasource.url=" + this.url, "--spring.datasource.username=" + this.username,
				"--spring.datasource.password=" + this.password, "--durable.lease-duration=2s");
	}

	Connection connect() throws SQLException {
		return DriverManager.getConnection(this.url, this.username, this.password);
	}

}
