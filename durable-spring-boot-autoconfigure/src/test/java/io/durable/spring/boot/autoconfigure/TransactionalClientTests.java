package io.durable.spring.boot.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.api.Orchestrator;
import io.durable.api.TaskOrchestrationContext;
import io.durable.client.DurableTaskClient;
import io.durable.client.OrchestrationMetadata;
import io.durable.spring.boot.testing.TestContexts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.event.TransactionalEventListener;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * The client within the application's transactions.
 */
class TransactionalClientTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

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
	void waitingInsideATransactionIsRefused() {
		this.contextRunner.run((context) -> {
			DurableTaskClient client = context.getBean(DurableTaskClient.class);
			String id = client.scheduleNewOrchestrationInstance("HelloCities");
			TransactionTemplate transaction = context.getBean(TransactionTemplate.class);
			transaction.executeWithoutResult((status) -> {
				assertThatIllegalStateException().isThrownBy(() -> client.waitForInstanceCompletion(id, TIMEOUT, false))
					.withMessageContaining("Wait outside of the transaction.");
				assertThatIllegalStateException().isThrownBy(() -> client.waitForInstanceStart(id, TIMEOUT, false));
			});
			transaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_NOT_SUPPORTED);
			assertThat(transaction.execute((status) -> wait(client, id)).isCompleted()).isTrue();
		});
	}

	private static OrchestrationMetadata wait(DurableTaskClient client, String id) {
		try {
			return client.waitForInstanceCompletion(id, TIMEOUT, false);
		}
		catch (TimeoutException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "true", "false" })
	void listenersOfTheCommitStartInstances(String autoCommit) {
		this.contextRunner.withBean(Listeners.class)
			.withPropertyValues("spring.datasource.hikari.auto-commit=" + autoCommit)
			.run((context) -> {
				DurableTaskClient client = context.getBean(DurableTaskClient.class);
				context.getBean(TransactionTemplate.class)
					.executeWithoutResult((status) -> context.publishEvent(new Ordered("o")));
				for (String id : List.of("o-plain", "o-taking-part", "o-new", "o-after-new")) {
					assertThat(client.waitForInstanceCompletion(id, TIMEOUT, false).isCompleted()).isTrue();
				}
				assertThat(client.getInstanceMetadata("o-undone", false).isInstanceFound()).isFalse();
			});
	}

	@Test
	void startInAReadOnlyTransactionIsAFinalError() {
		this.contextRunner.run((context) -> {
			DurableTaskClient client = context.getBean(DurableTaskClient.class);
			TransactionTemplate transaction = context.getBean(TransactionTemplate.class);
			transaction.setReadOnly(true);
			transaction.executeWithoutResult((status) -> assertThatIllegalStateException()
				.isThrownBy(() -> client.scheduleNewOrchestrationInstance("HelloCities"))
				.withMessageContaining("the open transaction is read-only"));
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
				.contains("await() was called inside a transaction", "(by hand)")
				.contains(
						"remove @Transactional from it (and from its class), and move what needs the transaction into "
								+ "an activity.");
		});
	}

	record Ordered(String id) {

	}

	static class Listeners {

		private final DurableTaskClient client;

		private final TransactionTemplate takingPart;

		private final TransactionTemplate ofItsOwn;

		Listeners(DurableTaskClient client, PlatformTransactionManager manager) {
			this.client = client;
			this.takingPart = new TransactionTemplate(manager);
			this.ofItsOwn = new TransactionTemplate(manager);
			this.ofItsOwn.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
		}

		@TransactionalEventListener
		void on(Ordered event) {
			start(event.id() + "-plain");
			this.takingPart.executeWithoutResult((status) -> start(event.id() + "-taking-part"));
			this.ofItsOwn.executeWithoutResult((status) -> start(event.id() + "-new"));
			this.ofItsOwn.executeWithoutResult((status) -> {
				start(event.id() + "-undone");
				status.setRollbackOnly();
			});
			start(event.id() + "-after-new");
		}

		private void start(String id) {
			this.client.scheduleNewOrchestrationInstance("HelloCities", null, id);
		}

	}

	static class TransactionalOrchestrator {

		private final TransactionTemplate transactions;

		TransactionalOrchestrator(PlatformTransactionManager transactionManager) {
			this.transactions = new TransactionTemplate(transactionManager);
			this.transactions.setName("by hand");
		}

		@Orchestrator
		String transactional(TaskOrchestrationContext context) {
			return this.transactions
				.execute((status) -> context.callActivity("SayHello", "Tokyo", String.class).await());
		}

	}

}
