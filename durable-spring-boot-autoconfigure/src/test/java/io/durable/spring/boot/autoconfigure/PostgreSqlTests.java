package io.durable.spring.boot.autoconfigure;

import java.io.IOException;
import java.time.Duration;

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

	private static ApplicationContextRunner onPostgreSql() {
		return TestContexts.onH2()
			.withPropertyValues("spring.datasource.url=" + postgres.getJdbcUrl("postgres", "postgres"),
					"spring.datasource.username=postgres");
	}

}
