package io.durable.sample;

import java.util.List;
import java.util.stream.Stream;

import io.durable.api.Activity;
import io.durable.api.Orchestrator;
import io.durable.api.TaskOrchestrationContext;

import org.springframework.stereotype.Component;

/**
 * Chaining: one activity after the other.
 */
@Component
class HelloCities {

	@Orchestrator("HelloCities")
	List<String> helloCities(TaskOrchestrationContext context) {
		return Stream.of("Tokyo", "Seattle", "London")
			.map((city) -> context.callActivity(HelloCities::sayHello, city).await())
			.toList();
	}

	@Activity("SayHello")
	String sayHello(String city) {
		return "Hello " + city + "!";
	}

}
