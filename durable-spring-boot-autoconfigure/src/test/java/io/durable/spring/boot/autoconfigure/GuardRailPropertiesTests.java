package io.durable.spring.boot.autoconfigure;

import java.time.Duration;
import java.util.Map;

import io.durable.api.Activity;
import io.durable.api.ExceptionPropertiesProvider;
import io.durable.api.Limits;
import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.api.Orchestrator;
import io.durable.api.PayloadTooLargeException;
import io.durable.api.TaskFailedException;
import io.durable.api.TaskOrchestrationContext;
import io.durable.client.DurableTaskClient;
import io.durable.client.NewOrchestrationInstanceOptions;
import io.durable.client.OrchestrationMetadata;
import io.durable.hub.TaskHub;
import io.durable.store.TaskHubStore;
import io.durable.store.memory.InMemoryTaskHubStore;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Limits, versions and what else {@code application.yml} says about orchestrations.
 */
class GuardRailPropertiesTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DurableAutoConfiguration.class))
		.withUserConfiguration(Functions.class);

	@Test
	void defaultsAreThoseOfTheEngine() {
		this.runner.run((context) -> assertThat(context.getBean(TaskHub.class).limits()).isEqualTo(Limits.defaults()));
	}

	@Test
	void limitsAreApplied() {
		this.runner.withPropertyValues("durable.limits.payload=100B", "durable.limits.query-page=7").run((context) -> {
			assertThat(context.getBean(TaskHub.class).limits().queryPage()).isEqualTo(7);
			assertThatExceptionOfType(PayloadTooLargeException.class)
				.isThrownBy(() -> context.getBean(DurableTaskClient.class)
					.scheduleNewOrchestrationInstance("Version", "x".repeat(200)));
		});
	}

	@Test
	void nonsensicalLimitIsRefusedByItsName() {
		this.runner.withPropertyValues("durable.limits.open-tasks=0")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessage("durable.limits.open-tasks must be at least 1"));
	}

	@Test
	void defaultVersionIsGivenAndNewerOnesAreLeftAlone() {
		this.runner
			.withPropertyValues("durable.versioning.default-version=1.2", "durable.versioning.failure-strategy=fail")
			.run((context) -> {
				DurableTaskClient client = context.getBean(DurableTaskClient.class);
				String id = client.scheduleNewOrchestrationInstance("Version");
				assertThat(await(client, id).readOutputAs(String.class)).isEqualTo("1.2");
				String newer = client.scheduleNewOrchestrationInstance("Version",
						new NewOrchestrationInstanceOptions().setVersion("1.3"));
				assertThat(await(client, newer).getRuntimeStatus()).isEqualTo(OrchestrationRuntimeStatus.FAILED);
			});
	}

	@Test
	void exceptionPropertiesReachTheOrchestrator() {
		this.runner.run((context) -> {
			DurableTaskClient client = context.getBean(DurableTaskClient.class);
			String id = client.scheduleNewOrchestrationInstance("Catch");
			assertThat(await(client, id).readOutputAs(String.class)).isEqualTo("{code=42}");
		});
	}

	private static OrchestrationMetadata await(DurableTaskClient client, String id) throws Exception {
		return client.waitForInstanceCompletion(id, Duration.ofSeconds(60), true);
	}

	@Configuration(proxyBeanMethods = false)
	static class Functions {

		@Bean
		TaskHubStore store() {
			return new InMemoryTaskHubStore();
		}

		@Bean
		ExceptionPropertiesProvider exceptionProperties() {
			return (exception) -> (exception instanceof IllegalStateException) ? Map.of("code", 42) : Map.of();
		}

		@Orchestrator("Version")
		String version(TaskOrchestrationContext context) {
			return String.valueOf(context.getVersion());
		}

		@Activity("Throw")
		void fail() {
			throw new IllegalStateException();
		}

		@Orchestrator("Catch")
		String failureProperties(TaskOrchestrationContext context) {
			try {
				context.callActivity("Throw").await();
				return "no failure";
			}
			catch (TaskFailedException ex) {
				return ex.getErrorDetails().getProperties().toString();
			}
		}

	}

}
