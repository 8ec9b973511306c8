package io.durable.hub;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.api.TypeReference;
import io.durable.client.OrchestrationMetadata;
import io.durable.history.HistoryEvent;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The way of a message, once through the whole engine.
 */
class HelloCitiesTests {

	@Test
	void runsActivitiesInSequenceAndWritesTheHistoryOfDurableFunctions() throws Exception {
		try (TaskHub hub = hub()) {
			hub.start();
			String id = hub.client().scheduleNewOrchestrationInstance("HelloCities");
			OrchestrationMetadata metadata = hub.client().waitForInstanceCompletion(id, Duration.ofSeconds(60), true);
			assertThat(metadata.getRuntimeStatus()).isEqualTo(OrchestrationRuntimeStatus.COMPLETED);
			assertThat(metadata.readOutputAs(new TypeReference<List<String>>() {
			})).containsExactly("Hello Tokyo!", "Hello Seattle!", "Hello London!");
			assertThat(hub.client().getOrchestrationHistory(id)).extracting((event) -> event.getClass().getSimpleName())
				.containsExactly("ExecutionStarted", "OrchestratorStarted", "TaskScheduled", "OrchestratorCompleted",
						"TaskCompleted", "OrchestratorStarted", "TaskScheduled", "OrchestratorCompleted",
						"TaskCompleted", "OrchestratorStarted", "TaskScheduled", "OrchestratorCompleted",
						"TaskCompleted", "OrchestratorStarted", "OrchestratorCompleted", "ExecutionCompleted");
		}
	}

	@Test
	void historySurvivesTheWorker() throws Exception {
		try (TaskHub hub = hub()) {
			String id = hub.client().scheduleNewOrchestrationInstance("HelloCities");
			assertThat(hub.client().getInstanceMetadata(id, true).getRuntimeStatus())
				.isEqualTo(OrchestrationRuntimeStatus.PENDING);
			hub.start();
			hub.client().waitForInstanceCompletion(id, Duration.ofSeconds(60), true);
			hub.stop(Duration.ofSeconds(1));
			List<HistoryEvent> history = hub.client().getOrchestrationHistory(id);
			assertThat(history).hasSize(16);
		}
	}

	private static TaskHub hub() {
		return TaskHub.inMemory().addOrchestration("HelloCities", (context) -> {
			List<String> greetings = new ArrayList<>();
			for (String city : List.of("Tokyo", "Seattle", "London")) {
				greetings.add(context.callActivity("SayHello", city, String.class).await());
			}
			return greetings;
		}).addActivity("SayHello", (context) -> "Hello " + context.getInput(String.class) + "!").build();
	}

}
