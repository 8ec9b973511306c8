package io.durable.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/**
 * The databases of a run: a PostgreSQL of its own with the durability that it has by
 * default, and an H2 file that survives a killed process.
 */
final class Databases implements AutoCloseable {

	private final EmbeddedPostgres server;

	private final Path directory;

	Databases() throws IOException {
		this.server = EmbeddedPostgres.builder()
			.setServerConfig("fsync", "on")
			.setServerConfig("synchronous_commit", "on")
			.setServerConfig("full_page_writes", "on")
			.setPGStartupWait(Duration.ofSeconds(60))
			.start();
		this.directory = Files.createTempDirectory("durable-benchmarks");
	}

	List<Location> all() {
		return List.of(new Location("PostgreSQL", this.server.getJdbcUrl("postgres", "postgres"), "postgres"),
				new Location("H2", "jdbc:h2:file:" + this.directory.resolve("hub") + ";WRITE_DELAY=0", "sa"));
	}

	@Override
	public void close() throws IOException {
		this.server.close();
		try (Stream<Path> files = Files.walk(this.directory)) {
			for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
				Files.delete(file);
			}
		}
	}

}
