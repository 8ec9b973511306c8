package io.durable.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/**
 * The databases of a run: a PostgreSQL of its own with the durability that it has by
 * default, and an H2 file that survives a killed process.
 */
final class Databases implements AutoCloseable {

	private static final int CONNECTIONS = 20;

	private final EmbeddedPostgres server;

	private final Path directory;

	private final HikariDataSource postgres;

	private final HikariDataSource h2;

	Databases() throws IOException {
		this.server = EmbeddedPostgres.builder()
			.setServerConfig("fsync", "on")
			.setServerConfig("synchronous_commit", "on")
			.setServerConfig("full_page_writes", "on")
			.setPGStartupWait(Duration.ofSeconds(60))
			.start();
		this.directory = Files.createTempDirectory("durable-benchmarks");
		this.postgres = pool(this.server.getJdbcUrl("postgres", "postgres"), "postgres");
		this.h2 = pool("jdbc:h2:file:" + this.directory.resolve("hub") + ";WRITE_DELAY=0", "sa");
	}

	private static HikariDataSource pool(String url, String user) {
		HikariConfig config = new HikariConfig();
		config.setJdbcUrl(url);
		config.setUsername(user);
		config.setPassword("");
		config.setMaximumPoolSize(CONNECTIONS);
		return new HikariDataSource(config);
	}

	List<Database> all() {
		return List.of(new Database("PostgreSQL", this.postgres), new Database("H2", this.h2));
	}

	@Override
	public void close() throws IOException {
		this.postgres.close();
		this.h2.close();
		this.server.close();
		try (Stream<Path> files = Files.walk(this.directory)) {
			for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
				Files.delete(file);
			}
		}
	}

}
