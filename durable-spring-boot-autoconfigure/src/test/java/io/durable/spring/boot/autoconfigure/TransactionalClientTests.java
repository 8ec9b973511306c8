package io.durable.spring.boot.autoconfigure;

import java.time.Duration;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.api.Orchestrator;
import io.durable.api.TaskOrchestrationContext;
import io.durable.client.DurableTaskClient;
import io.durable.client.OrchestrationMetadata;
import io.durable.spring.boot.testing.TestContexts;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * The client within the application's transactions.
 */
class TransactionalClientTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private final ApplicationContextRunner contextRunner = TestContexts.onH2()
		.withBean(HelloCitiesTests.Greetings.class);

	@Test
	void startDisappearsWithTheRollback() {
		this.contextRunner.run((context) -> {
			DurableTaskClient client = context.getBean(DurableTaskClient.class);
			context.getBean(TransactionTemplate.class).executeWithoutResult((status) -> {
				client.scheduleNewOrchestrationInstance("HelloCities", null, "undone");
				status.setRollbackOnly();
			});
			assertThat(client.getInstanceMetadata("undone", false).isInstanceFound()).isFalse();
		});
	}

	@Test
	void startRunsAfterTheCommit() {
		this.contextRunner.run((context) -> {
			DurableTaskClient client = context.getBean(DurableTaskClient.class);
			context.getBean(TransactionTemplate.class)
				.executeWithoutResult((status) -> client.scheduleNewOrchestrationInstance("HelloCities", null, "done"));
			assertThat(client.waitForInstanceCompletion("done", TIMEOUT, false).getRuntimeStatus())
				.isEqualTo(OrchestrationRuntimeStatus.COMPLETED);
		});
	}

	@Test
	void waitingForAStartOfTheOpenTransactionIsRefused() {
		this.contextRunner.run((context) -> {
			DurableTaskClient client = context.getBean(DurableTaskClient.class);
			context.getBean(TransactionTemplate.class).executeWithoutResult((status) -> {
				client.scheduleNewOrchestrationInstance("HelloCities", null, "open");
				assertThatIllegalStateException()
					.isThrownBy(() -> client.waitForInstanceCompletion("open", TIMEOUT, false))
					.withMessageContaining("Wait after the commit.");
			});
		});
	}

	@Test
	void awaitInsideATransactionIsRefused() {
		this.contextRunner.withBean(TransactionalOrchestrator.class).run((context) -> {
			DurableTaskClient client = context.getBean(DurableTaskClient.class);
			String id = client.scheduleNewOrchestrationInstance("transactional");
			OrchestrationMetadata metadata = client.waitForInstanceCompletion(id, TIMEOUT, true);
			assertThat(metadata.getRuntimeStatus()).isEqualTo(OrchestrationRuntimeStatus.FAILED);
			assertThat(metadata.getFailureDetails().getErrorMessage())
				.contains("await() was called inside a transaction", "TransactionalOrchestrator.transactional")
				.contains(
						"remove @Transactional from it (and from its class), and move what needs the transaction into "
								+ "an activity.");
		});
	}

	static class TransactionalOrchestrator {

		@Orchestrator
		@Transactional
		String transactional(TaskOrchestrationContext context) {
			return context.callActivity("SayHello", "Tokyo", String.class).await();
		}

	}

}
