package io.durable.spring.boot.diagnostics;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.durable.client.DurableTaskClient;
import io.durable.spring.boot.testing.TestContexts;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DelegatingDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the user reads when the connections of the task hub are not what it needs.
 */
@ExtendWith(OutputCaptureExtension.class)
class ConnectionFailureAnalyzerTests {

	@Test
	void unreachablePostgreSql(CapturedOutput output) throws IOException {
		int port;
		try (ServerSocket free = new ServerSocket(0)) {
			port = free.getLocalPort();
		}
		String url = "jdbc:postgresql://localhost:" + port + "/shop";
		TestContexts.onH2()
			.withPropertyValues("spring.datasource.url=" + url + "?user=me&password=secret",
					"spring.datasource.hikari.connection-timeout=1000")
			.run((context) -> {
				FailureAnalysis analysis = TestContexts.failureAnalysis(context);
				assertThat(analysis.getDescription())
					.contains("The database of the task hub at " + url + " cannot be reached: ", "refused")
					.doesNotContain("secret");
				assertThat(analysis.getAction()).contains("Start the database, or correct host and port");
			});
		assertThat(output).doesNotContain("DatabaseDriver");
	}

	@Test
	void h2FileThatAnotherHasOpen(@TempDir Path directory, CapturedOutput output) {
		Path file = directory.resolve("hub");
		try (HikariDataSource other = new HikariDataSource()) {
			// Another way of access is to H2 what another process is
			other.setJdbcUrl("jdbc:h2:async:" + file);
			JdbcClient.create(other).sql("SELECT 1").query().singleValue();
			TestContexts.onH2()
				.withPropertyValues("spring.datasource.url=jdbc:h2:file:" + file,
						"spring.datasource.hikari.connection-timeout=1000")
				.run((context) -> {
					FailureAnalysis analysis = TestContexts.failureAnalysis(context);
					assertThat(analysis.getDescription()).isEqualTo("The H2 file at jdbc:h2:file:" + file
							+ " is open in another process, and H2 lets only " + "one have it.");
					assertThat(analysis.getAction()).contains("Stop the other process");
				});
		}
		assertThat(output).doesNotContain("DatabaseDriver");
	}

	@Test
	void h2FileThatCannotBeOpened(@TempDir Path directory) throws IOException {
		Files.writeString(directory.resolve("broken.mv.db"), "no database".repeat(1000));
		for (String url : List.of("jdbc:h2:file:" + directory.resolve("broken"),
				"jdbc:h2:file:" + directory.resolve("absent") + ";IFEXISTS=TRUE", "jdbc:h2:mem:any;NO_SETTING=1")) {
			TestContexts.onH2()
				.withPropertyValues("spring.datasource.url=" + url, "spring.datasource.hikari.connection-timeout=1000")
				.run((context) -> assertThat(TestContexts.failureAnalysis(context).getAction()).isEqualTo("""
						Choose one:
						    - Correct spring.datasource.url: path and settings must be those of a database of this \
						version of H2
						    - Give the task hub a database of its own, with a DataSource bean marked @DurableDataSource
						    - Switch durable orchestrations off with durable.enabled=false"""));
		}
	}

	@Test
	void readOnlyDatabase() {
		TestContexts.onH2().withPropertyValues("spring.datasource.hikari.read-only=true").run((context) -> {
			FailureAnalysis analysis = TestContexts.failureAnalysis(context);
			assertThat(analysis.getDescription()).contains("are read-only, and a task hub writes.");
			assertThat(analysis.getAction()).contains("spring.datasource.hikari.read-only");
		});
	}

	@Test
	void poolThatHasNoConnectionLeftBesideTheOneThatIsKept() {
		pool(1).run((context) -> assertThat(TestContexts.failureAnalysis(context).getDescription())
			.contains("The connection pool has a maximum size of 1."));
	}

	@Test
	void smallPoolIsWarnedOf(CapturedOutput output) {
		pool(3).run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).containsOnlyOnce("The connection pool has 3 connections")
			.contains("It should have 5 and as many more as the application itself uses at the same time");
	}

	// Something around a pool, whose connections may be other ones
	private static ApplicationContextRunner pool(int size) {
		return TestContexts.withoutDataSource().withBean(DataSource.class, () -> {
			HikariDataSource pool = new HikariDataSource();
			pool.setJdbcUrl("jdbc:h2:mem:pool-" + size + ";DB_CLOSE_DELAY=-1");
			pool.setMaximumPoolSize(size);
			if (size == 1) {
				pool.setConnectionTimeout(1000);
			}
			return new DelegatingDataSource(pool);
		});
	}

	// What is not kept cannot be reported as a leak
	@Test
	void noConnectionOfThePoolIsKept(CapturedOutput output) {
		TestContexts.onH2()
			.withPropertyValues("spring.datasource.hikari.maximum-pool-size=1",
					"spring.datasource.hikari.leak-detection-threshold=10000")
			.run((context) -> {
				context.getBean(DurableTaskClient.class).scheduleNewOrchestrationInstance("Any");
				HikariPoolMXBean pool = context.getBean(HikariDataSource.class).getHikariPoolMXBean();
				Awaitility.await()
					.atMost(Duration.ofSeconds(60))
					.until(() -> pool.getTotalConnections() == 1 && pool.getActiveConnections() == 0);
			});
		assertThat(output).contains("The connection pool has 1 connections").doesNotContain("leak");
	}

	@ParameterizedTest
	@ValueSource(strings = { "durable.jdbc.initialize-schema", "durable.on-non-determinism" })
	void wrongValueNamesItsProperty(String property) {
		TestContexts.onH2().withPropertyValues(property + "=sometimes").run((context) -> {
			FailureAnalysis analysis = TestContexts.failureAnalysis(context, property + "=sometimes");
			assertThat(List.of(analysis.getDescription(), analysis.getAction()))
				.anyMatch((text) -> text.contains(property));
		});
	}

}
