package com.example;

import java.time.Duration;
import java.util.List;

import io.durable.api.TypeReference;
import io.durable.client.OrchestrationMetadata;
import io.durable.hub.TaskHub;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class GreetingsTests {

	private static final TypeReference<List<String>> STRINGS = new TypeReference<>() {
	};

	@Test
	void greetsInOrder() throws Exception {
		try (TaskHub hub = TaskHub.inMemory().addAnnotated(new Greetings()).build()) {
			hub.start();
			String id = hub.client().scheduleNewOrchestrationInstance(Greetings::greet, List.of("Ada", "Alan"));
			OrchestrationMetadata ended = hub.client().waitForInstanceCompletion(id, Duration.ofSeconds(10), true);
			assertThat(ended.readOutputAs(STRINGS)).containsExactly("Hello Ada!", "Hello Alan!");
		}
	}

}
