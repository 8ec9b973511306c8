package io.durable.spring.boot.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import io.durable.api.Activity;
import io.durable.api.Orchestrator;
import io.durable.api.TaskOrchestrationContext;
import io.durable.api.TypeReference;
import io.durable.client.DurableTaskClient;
import io.durable.client.OrchestrationMetadata;
import io.durable.spring.boot.testing.TestContexts;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The whole way, from an annotated bean to the result.
 */
class HelloCitiesTests {

	@Test
	void annotatedBeanRunsToItsEnd() {
		TestContexts.onH2().withBean(Greetings.class).run((context) -> {
			DurableTaskClient client = context.getBean(DurableTaskClient.class);
			String id = client.scheduleNewOrchestrationInstance("HelloCities");
			OrchestrationMetadata metadata = client.waitForInstanceCompletion(id, Duration.ofSeconds(60), true);
			assertThat(metadata.readOutputAs(new TypeReference<List<String>>() {
			})).containsExactly("Hello Tokyo!", "Hello Seattle!", "Hello London!");
		});
	}

	@Test
	void methodReferenceStartsTheOrchestrator() {
		TestContexts.onH2().withBean(Greetings.class).run((context) -> {
			DurableTaskClient client = context.getBean(DurableTaskClient.class);
			String id = client.scheduleNewOrchestrationInstance(Greetings::helloCities);
			OrchestrationMetadata metadata = client.waitForInstanceCompletion(id, Duration.ofSeconds(60), false);
			assertThat(metadata.getName()).isEqualTo("HelloCities");
			assertThat(metadata.isCompleted()).isTrue();
		});
	}

	static class Greetings {

		@Activity("SayHello")
		String sayHello(String city) {
			return "Hello " + city + "!";
		}

		@Orchestrator("HelloCities")
		List<String> helloCities(TaskOrchestrationContext context) {
			return Stream.of("Tokyo", "Seattle", "London")
				.map((city) -> context.callActivity(Greetings::sayHello, city).await())
				.toList();
		}

	}

}
