package io.durable.sample;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What was acknowledged survives the end of the process, however it ends.
 */
class KillNineTests {

	private static final int ROUNDS = 4;

	private static final int MAX_STARTS = 400;

	private static final Duration GRACE = Duration.ofSeconds(30);

	private static final Duration LIMIT = Duration.ofSeconds(90);

	@TempDir
	private Path directory;

	@Test
	void killsLoseNothingOnH2() throws Exception {
		survivesKills(SampleDatabase.h2(this.directory));
	}

	@Test
	void killsLoseNothingOnPostgreSql() throws Exception {
		survivesKills(SampleDatabase.postgresql());
	}

	@Test
	void terminationLosesNothingOnH2() throws Exception {
		survivesTermination(SampleDatabase.h2(this.directory));
	}

	@Test
	void terminationLosesNothingOnPostgreSql() throws Exception {
		survivesTermination(SampleDatabase.postgresql());
	}

	private void survivesKills(SampleDatabase database) throws Exception {
		long seed = System.nanoTime();
		System.out.println("KillNineTests: seed " + seed);
		SplittableRandom random = new SplittableRandom(seed);
		Set<String> acknowledged = new TreeSet<>();
		for (int round = 0; round < ROUNDS; round++) {
			// Each process is killed while it also recovers what the one before has left
			try (SampleProcess sample = SampleProcess.start(this.directory, database.arguments())) {
				StartLoad load = StartLoad.on(sample.client());
				awaitStarts(load, random.nextInt(1, MAX_STARTS));
				sample.kill();
				acknowledged.addAll(load.join());
				assertThat(load.refusals()).isEmpty();
			}
		}
		completesEverything(database, acknowledged);
	}

	private void survivesTermination(SampleDatabase database) throws Exception {
		Set<String> acknowledged;
		try (SampleProcess sample = SampleProcess.start(this.directory, database.arguments())) {
			StartLoad load = StartLoad.on(sample.client());
			awaitStarts(load, MAX_STARTS);
			assertThat(sample.terminate(GRACE)).as("ended within the grace").isTrue();
			acknowledged = load.join();
			assertThat(sample.log()).content().doesNotContain(" ERROR ", "interrupted");
		}
		try (Connection connection = database.connect(); Statement statement = connection.createStatement()) {
			assertThat(HelloCitiesHistory.count(statement, "durable_partition WHERE owner IS NOT NULL"))
				.as("partitions that were not given back")
				.isZero();
		}
		completesEverything(database, acknowledged);
	}

	private static void awaitStarts(StartLoad load, int starts) {
		Awaitility.await()
			.atMost(LIMIT)
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(1))
			.until(() -> load.count() >= starts);
	}

	private static String completed(SampleProcess sample, String path) throws Exception {
		try {
			return sample.client().completed(path).body();
		}
		catch (ConditionTimeoutException | IllegalStateException ex) {
			throw new AssertionError(
					"%s%n%s%n%s".formatted(sample.client().get(path + "?showHistory=true").body(),
							sample.client().get("/actuator/durable").body(), Files.readString(sample.log().toPath())),
					ex);
		}
	}

	private void completesEverything(SampleDatabase database, Set<String> acknowledged) throws Exception {
		try (SampleProcess sample = SampleProcess.start(this.directory, database.arguments())) {
			for (String id : acknowledged) {
				assertThat(completed(sample, SampleClient.INSTANCES + id))
					.contains("\"output\":[\"Hello Tokyo!\",\"Hello Seattle!\",\"Hello London!\"]");
			}
			// Also those whose acknowledgement was lost with the process
			Awaitility.await()
				.atMost(LIMIT)
				.until(() -> sample.client().get("/actuator/durable").body(),
						(body) -> body.matches(".*\"orchestrations\":\\{\"Completed\":\\d+}.*"));
			// What is seen as completed may be in memory only yet
			assertThat(sample.terminate(GRACE)).as("ended within the grace").isTrue();
		}
		try (Connection connection = database.connect()) {
			Set<String> stored = HelloCitiesHistory.check(connection);
			System.out.printf("KillNineTests: %d acknowledged, %d stored%n", acknowledged.size(), stored.size());
			assertThat(stored).containsAll(acknowledged);
		}
	}

}
