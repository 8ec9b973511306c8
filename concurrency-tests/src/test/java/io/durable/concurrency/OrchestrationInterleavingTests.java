package io.durable.concurrency;

import java.time.Duration;
import java.util.List;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.client.DurableTaskClient;
import io.durable.client.OrchestrationMetadata;
import io.durable.concurrency.ScriptedStore.Fault;
import io.durable.hub.TaskHub;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a client does to an orchestration while it goes on.
 */
class OrchestrationInterleavingTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	private static final List<Fault> FAULTS = List.of(Fault.NONE, Fault.TRANSIENT, Fault.STALE, Fault.IN_DOUBT,
			Fault.IN_DOUBT_AND_LOST);

	@Test
	void endsByItsResultOrByARequestToTerminate() {
		Interleavings.explore("endsByItsResultOrByARequestToTerminate", (random) -> {
			ScriptedStore store = new ScriptedStore().at(1 + random.nextInt(3),
					FAULTS.get(random.nextInt(FAULTS.size())));
			try (TaskHub hub = TaskHub.on(store)
				.addOrchestration("Test", (context) -> context.callActivity("Work", String.class).await())
				.addActivity("Work", (context) -> "done")
				.build()) {
				DurableTaskClient client = hub.client();
				hub.start();
				client.scheduleNewOrchestrationInstance("Test", null, "test");
				boolean[] sent = new boolean[1];
				Clients.together(() -> sent[0] = Clients.unlessEnded(() -> client.terminate("test", "stopped")),
						() -> client.waitForInstanceCompletion("test", TIMEOUT, false));
				OrchestrationMetadata metadata = client.getInstanceMetadata("test", true);
				boolean terminated = metadata.getRuntimeStatus() == OrchestrationRuntimeStatus.TERMINATED;
				assertThat(metadata.readOutputAs(String.class)).isEqualTo(terminated ? "stopped" : "done");
				assertThat(terminated && !sent[0]).isFalse();
				Waiting.until("no mark is left", () -> store.marked().isEmpty());
			}
		});
	}

	@Test
	void keepsEventsThatArriveWhileItContinuesAsNew() {
		Interleavings.explore("keepsEventsThatArriveWhileItContinuesAsNew", (random) -> {
			ScriptedStore store = new ScriptedStore().at(1 + random.nextInt(5),
					FAULTS.get(random.nextInt(FAULTS.size())));
			try (TaskHub hub = TaskHub.on(store).addOrchestration("Test", (context) -> {
				String seen = context.getInput(String.class) + context.waitForExternalEvent("Go", String.class).await();
				if (seen.length() < 4) {
					context.continueAsNew(seen);
				}
				return seen;
			}).build()) {
				DurableTaskClient client = hub.client();
				hub.start();
				client.scheduleNewOrchestrationInstance("Test", "", "test");
				Clients.together(() -> raise(client, "a", "b"), () -> raise(client, "x", "y"));
				String seen = client.waitForInstanceCompletion("test", TIMEOUT, true).readOutputAs(String.class);
				assertThat(seen).hasSize(4).containsSubsequence("a", "b").containsSubsequence("x", "y");
			}
		});
	}

	private static void raise(DurableTaskClient client, String... events) {
		for (String event : events) {
			client.raiseEvent("test", "Go", event);
		}
	}

	@Test
	void doesNotTakeAResultForItsPredecessor() {
		Interleavings.explore("doesNotTakeAResultForItsPredecessor", (random) -> {
			ScriptedStore store = new ScriptedStore().at(1 + random.nextInt(6),
					FAULTS.get(random.nextInt(FAULTS.size())));
			int pause = random.nextInt(20);
			boolean purge = random.nextBoolean();
			try (TaskHub hub = TaskHub.on(store)
				.addOrchestration("Test",
						(context) -> context.callActivity("Work", context.getInput(String.class), String.class).await())
				.addActivity("Work", (context) -> {
					Thread.sleep(pause);
					return context.getInput(String.class);
				})
				.build()) {
				DurableTaskClient client = hub.client();
				hub.start();
				client.scheduleNewOrchestrationInstance("Test", "old", "test");
				Thread.sleep(random.nextInt(20));
				Clients.unlessEnded(() -> client.terminate("test", "stopped"));
				client.waitForInstanceCompletion("test", TIMEOUT, false);
				if (purge) {
					client.purgeInstance("test");
				}
				client.scheduleNewOrchestrationInstance("Test", "new", "test");
				assertThat(client.waitForInstanceCompletion("test", TIMEOUT, true).readOutputAs(String.class))
					.isEqualTo("new");
				Waiting.until("no mark is left", () -> store.marked().isEmpty());
			}
		});
	}

}
