package io.durable.benchmarks;

import java.util.ArrayList;
import java.util.List;

import io.durable.hub.TaskHub;

/**
 * Three greetings, one after the other.
 */
final class HelloCities {

	private static final List<String> CITIES = List.of("Tokyo", "Seattle", "London");

	private HelloCities() {
	}

	static TaskHub.Builder addTo(TaskHub.Builder builder) {
		return builder.addOrchestration("HelloCities", (context) -> {
			List<String> greetings = new ArrayList<>();
			for (String city : CITIES) {
				greetings.add(context.callActivity("SayHello", city, String.class).await());
			}
			return greetings;
		}).addActivity("SayHello", (context) -> "Hello " + context.getInput(String.class) + "!");
	}

}
