package io.durable.stuck;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.client.DurableTaskClient;
import io.durable.hub.TaskHub;
import io.durable.store.memory.InMemoryTaskHubStore;
import io.durable.testing.NodeScenarios;
import io.durable.testing.RefusingStore;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a store says when it refuses a turn: whatever it is, it can be stored as the
 * reason why the instance is parked.
 */
class RefusedTurnTests extends NodeScenarios {

	static Stream<String> reasons() {
		return Stream.of("with a \u0000 in it", "half a pair: \ud83d.", "the other half: \ude00.",
				"x".repeat(1_000_000), "", "\ud83d\ude00".repeat(100_000) + "\ud83d");
	}

	@ParameterizedTest
	@MethodSource("reasons")
	void anyReasonParks(String reason) throws Exception {
		RefusingStore refusing = new RefusingStore(new InMemoryTaskHubStore(this.clock), "poison", reason);
		TaskHub hub = TaskHub.on(refusing)
			.clock(this.clock)
			.addOrchestration("Waits", (context) -> context.waitForExternalEvent("Go", String.class).await())
			.build();
		try (hub) {
			hub.start();
			DurableTaskClient client = hub.client();
			String poison = waiting(client, "poison");
			refusing.begin();
			client.raiseEvent(poison, "Go");
			String stored = awaitParked(client, poison);
			assertThat(stored).doesNotContain("\u0000").isNotBlank();
			assertThat(stored.length()).isLessThanOrEqualTo(10_000);
			assertThat(new String(stored.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8)).isEqualTo(stored);
			client.terminate(poison, null);
			assertEnds(client, poison, OrchestrationRuntimeStatus.TERMINATED);
		}
	}

}
