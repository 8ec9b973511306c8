package io.durable.spring.boot.autoconfigure;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.client.DurableTaskClient;
import io.durable.spring.boot.testing.TestContexts;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application that has PostgreSQL.
 */
@ExtendWith(OutputCaptureExtension.class)
class PostgreSqlTests {

	private static EmbeddedPostgres postgres;

	@BeforeAll
	static void startDatabase() throws IOException {
		postgres = EmbeddedPostgres.builder().setPGStartupWait(Duration.ofSeconds(60)).start();
	}

	@AfterAll
	static void stopDatabase() throws IOException {
		postgres.close();
	}

	@Test
	void tablesAreCreatedOnlyWhenAskedFor(CapturedOutput output) {
		onPostgreSql().withPropertyValues("durable.jdbc.table-prefix=missing_").run((context) -> {
			FailureAnalysis analysis = TestContexts.failureAnalysis(context);
			assertThat(analysis.getDescription())
				.contains("They are not created, because durable.jdbc.initialize-schema is embedded (the default)");
			assertThat(analysis.getAction()).contains("durable.jdbc.initialize-schema=always",
					"classpath:io/durable/jdbc/schema-postgresql.sql");
		});
		onPostgreSql().withPropertyValues("durable.jdbc.table-prefix=asked_", "durable.jdbc.initialize-schema=always")
			.run((context) -> assertThat(output).contains("Task hub on PostgreSQL at jdbc:postgresql://")
				.doesNotContain("all instances are lost"));
	}

	@Test
	void startInATransactionRunsAfterItsCommit() {
		onPostgreSql().withPropertyValues("durable.jdbc.initialize-schema=always")
			.withBean(HelloCitiesTests.Greetings.class)
			.run((context) -> {
				DurableTaskClient client = context.getBean(DurableTaskClient.class);
				TransactionTemplate transaction = context.getBean(TransactionTemplate.class);
				transaction.executeWithoutResult((status) -> {
					client.scheduleNewOrchestrationInstance("HelloCities", null, "undone");
					status.setRollbackOnly();
				});
				transaction.executeWithoutResult(
						(status) -> client.scheduleNewOrchestrationInstance("HelloCities", null, "done"));
				assertThat(client.waitForInstanceCompletion("done", Duration.ofSeconds(60), false).getRuntimeStatus())
					.isEqualTo(OrchestrationRuntimeStatus.COMPLETED);
				assertThat(client.getInstanceMetadata("undone", false).isInstanceFound()).isFalse();
			});
	}

	@Test
	void durationsWithoutEndSaturate() {
		String forever = Long.MAX_VALUE + "s";
		onPostgreSql()
			.withPropertyValues("durable.jdbc.initialize-schema=always", "durable.lease-duration=" + forever,
					"durable.poll-interval=" + forever, "durable.orchestrations.slow-turn=" + forever,
					"durable.jdbc.lock-timeout=" + forever, "durable.http.max-wait=" + forever)
			.withBean(HelloCitiesTests.Greetings.class)
			.run((context) -> {
				DurableTaskClient client = context.getBean(DurableTaskClient.class);
				String id = client.scheduleNewOrchestrationInstance("HelloCities");
				assertThat(client.waitForInstanceCompletion(id, Duration.ofSeconds(20), false).getRuntimeStatus())
					.isEqualTo(OrchestrationRuntimeStatus.COMPLETED);
			});
	}

	@Test
	void tablesThatMayNotBeCreatedAreExplained() throws SQLException {
		sql("CREATE ROLE weak LOGIN");
		for (String property : List.of(user("weak"), "durable.jdbc.table-prefix=nope.durable_")) {
			onPostgreSql().withPropertyValues("durable.jdbc.initialize-schema=always", property).run((context) -> {
				FailureAnalysis analysis = TestContexts.failureAnalysis(context);
				assertThat(analysis.getDescription()).contains("cannot be created in jdbc:postgresql:");
				assertThat(analysis.getAction()).contains("Create the schema", "durable.jdbc.initialize-schema=never");
			});
		}
	}

	@Test
	void tablesThatMayNotBeUsedAreExplained() throws SQLException {
		sql("CREATE ROLE reader LOGIN");
		onPostgreSql().withPropertyValues("durable.jdbc.table-prefix=granted_", "durable.jdbc.initialize-schema=always")
			.run((context) -> assertThat(context).hasNotFailed());
		for (String right : List.of("USAGE ON SCHEMA public", "SELECT ON ALL TABLES IN SCHEMA public")) {
			sql("GRANT " + right + " TO reader");
			onPostgreSql()
				.withPropertyValues("durable.jdbc.table-prefix=granted_", "durable.jdbc.initialize-schema=never",
						user("reader"))
				.run((context) -> {
					FailureAnalysis analysis = TestContexts.failureAnalysis(context);
					assertThat(analysis.getDescription()).contains("cannot be used in jdbc:postgresql:", "42501");
					assertThat(analysis.getAction()).contains("Grant SELECT, INSERT, UPDATE and DELETE");
				});
		}
	}

	// The user in the URL comes before that of the property
	private static String user(String name) {
		return "spring.datasource.url=" + postgres.getJdbcUrl(name, "postgres");
	}

	private static void sql(String sql) throws SQLException {
		try (Connection connection = postgres.getPostgresDatabase().getConnection();
				Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
	}

	private static ApplicationContextRunner onPostgreSql() {
		return TestContexts.onH2()
			.withPropertyValues("spring.datasource.url=" + postgres.getJdbcUrl("postgres", "postgres"),
					"spring.datasource.username=postgres");
	}

}
