package io.durable.concurrency;

import java.time.Duration;

import io.durable.concurrency.ScriptedStore.Fault;
import io.durable.hub.TaskHub;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A checkpoint out of which anything may come.
 */
class CheckpointInterleavingTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	@Test
	void anErrorStrandsNothing() {
		Interleavings.explore("anErrorStrandsNothing", (random) -> {
			ScriptedStore store = new ScriptedStore().at(1 + random.nextInt(4),
					random.nextBoolean() ? Fault.ERROR : Fault.ERROR_AFTERWARDS);
			try (TaskHub hub = TaskHub.on(store)
				.addOrchestration("Test", (context) -> context.callActivity("Work", String.class).await())
				.addActivity("Work", (context) -> "done")
				.build()) {
				hub.start();
				hub.client().scheduleNewOrchestrationInstance("Test", null, "one");
				hub.client().scheduleNewOrchestrationInstance("Test", null, "two");
				for (String id : new String[] { "one", "two" }) {
					assertThat(hub.client().waitForInstanceCompletion(id, TIMEOUT, true).readOutputAs(String.class))
						.isEqualTo("done");
				}
				Waiting.until("no mark is left", () -> store.marked().isEmpty());
			}
		});
	}

}
