package io.durable.jdbc;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.client.DurableTaskClient;
import io.durable.client.NewOrchestrationInstanceOptions;
import io.durable.client.OrchestrationMetadata;
import io.durable.client.OrchestrationStatusQuery;
import io.durable.hub.TaskHub;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Statements say what they mean, however the database is told to take the case of names
 * and texts, and in every language of the Java virtual machine.
 */
class H2ModeTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	private final Locale locale = Locale.getDefault();

	@AfterEach
	void speakAsBefore() {
		Locale.setDefault(this.locale);
	}

	@ParameterizedTest
	@CsvSource({ "DATABASE_TO_UPPER=TRUE, en", "DATABASE_TO_UPPER=TRUE, tr-TR", "DATABASE_TO_UPPER=TRUE, ar-EG",
			"DATABASE_TO_UPPER=FALSE, en", "DATABASE_TO_UPPER=FALSE, tr-TR", "DATABASE_TO_LOWER=TRUE, en",
			"CASE_INSENSITIVE_IDENTIFIERS=TRUE, en", "IGNORECASE=TRUE, en",
			"DATABASE_TO_UPPER=FALSE;CASE_INSENSITIVE_IDENTIFIERS=TRUE;IGNORECASE=TRUE, tr-TR",
			"MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH, en", "MODE=MySQL, en",
			"MODE=Oracle, en", "MODE=MSSQLServer, en", "MODE=DB2, en", "MODE=LEGACY, en" })
	void everyStatementMeansTheSame(String mode, String language) throws Exception {
		Locale.setDefault(Locale.forLanguageTag(language));
		JdbcConnectionPool pool = JdbcConnectionPool
			.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1;" + mode, "sa", "");
		new JdbcSchema(pool, JdbcStoreOptions.defaults()).create();
		try (TaskHub hub = open(pool)) {
			hub.start();
			runAndRead(hub.client());
		}
		// A database that is there already
		new JdbcSchema(pool, JdbcStoreOptions.defaults()).create();
		try (TaskHub hub = open(pool)) {
			assertThat(hub.client().getOrchestrationHistory("title-i")).isNotEmpty();
			assertThat(hub.client().purgeInstance("title-i").getDeletedInstanceCount()).isEqualTo(1);
			assertThat(hub.client().getInstanceMetadata("TITLE-I", true).readOutputAs(String.class))
				.isEqualTo("Hello TITLE-I");
		}
		new JdbcSchema(pool, JdbcStoreOptions.defaults()).drop();
		pool.dispose();
	}

	private static TaskHub open(JdbcConnectionPool pool) {
		return TaskHub.on(new JdbcTaskHubStore(pool, JdbcStoreOptions.defaults()))
			.addOrchestration("TitleI", (context) -> {
				context.createTimer(Duration.ofMillis(1)).await();
				String end = context.waitForExternalEvent("End", String.class).await();
				return context.callSubOrchestrator("Child", end, String.class).await();
			})
			.addOrchestration("Child",
					(context) -> context.callActivity("Hello", context.getInput(String.class), String.class).await())
			.addActivity("Hello", (context) -> "Hello " + context.getInput(String.class))
			.build();
	}

	private static void runAndRead(DurableTaskClient client) throws Exception {
		for (String id : List.of("title-i", "TITLE-I")) {
			client.scheduleNewOrchestrationInstance("titlei",
					new NewOrchestrationInstanceOptions().setInstanceId(id).addTag("Kind", id));
			client.raiseEvent(id, "END", id);
		}
		for (String id : List.of("title-i", "TITLE-I")) {
			OrchestrationMetadata ended = client.waitForInstanceCompletion(id, TIMEOUT, true);
			assertThat(ended.getRuntimeStatus()).isEqualTo(OrchestrationRuntimeStatus.COMPLETED);
			assertThat(ended.getInstanceId()).isEqualTo(id);
			assertThat(ended.readOutputAs(String.class)).isEqualTo("Hello " + id);
			assertThat(client.getOrchestrationHistory(id)).isNotEmpty();
		}
		assertThat(client.queryInstances(new OrchestrationStatusQuery().setInstanceIdPrefix("title-"))
			.getOrchestrationState()).extracting(OrchestrationMetadata::getInstanceId).containsExactly("title-i");
		assertThat(client.queryInstances(new OrchestrationStatusQuery().setName("TITLEi")).getOrchestrationState())
			.extracting(OrchestrationMetadata::getInstanceId)
			.containsExactlyInAnyOrder("title-i", "TITLE-I");
	}

}
