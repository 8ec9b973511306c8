package io.durable.hub;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import io.durable.api.Activity;
import io.durable.api.Orchestrator;
import io.durable.api.Task;
import io.durable.api.TaskOrchestrationContext;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Annotated methods of a plain object, and calls by method reference.
 */
class AnnotatedMethodsTests {

	@Test
	void runsAnnotatedMethodsWithoutSpring() throws Exception {
		try (TaskHub hub = TaskHub.inMemory().addAnnotated(new Greetings()).build()) {
			hub.start();
			String id = hub.client().scheduleNewOrchestrationInstance(Greetings::helloCities, List.of("Tokyo", "Oslo"));
			assertThat(hub.client().waitForInstanceCompletion(id, Duration.ofSeconds(60), true).getSerializedOutput())
				.isEqualTo("[\"Hello Tokyo!\",\"Hello Oslo!\",\"count 2\"]");
			assertThat(hub.functions().activityNames()).containsExactly("count", "nothing", "SayHello");
		}
	}

	@Test
	void objectWithoutAnnotatedMethodsIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> TaskHub.inMemory().addAnnotated(new Object()))
			.withMessageContaining("@Orchestrator");
	}

	static class Greetings {

		@Activity("SayHello")
		private String sayHello(String city) {
			return "Hello " + city + "!";
		}

		@Activity
		Integer count(List<String> cities) {
			return cities.size();
		}

		@Activity
		void nothing() {
		}

		@Orchestrator
		List<String> helloCities(TaskOrchestrationContext context, List<String> cities) {
			Task<Integer> count = context.callActivity(Greetings::count, cities);
			context.callActivity(Greetings::nothing).await();
			Task<String> sub = context.callSubOrchestrator(Greetings::describe, count.await());
			List<Task<String>> greetings = cities.stream()
				.map((city) -> context.callActivity(Greetings::sayHello, city))
				.toList();
			return Stream.concat(context.allOf(greetings).await().stream(), Stream.of(sub.await())).toList();
		}

		@Orchestrator
		String describe(int count) {
			return "count " + count;
		}

	}

}
