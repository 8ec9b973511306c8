package io.durable.concurrency;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.durable.client.DurableTaskClient;
import io.durable.concurrency.ScriptedStore.Fault;
import io.durable.hub.TaskHub;
import io.durable.worker.Residency;
import io.durable.worker.WorkerOptions;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Events of several clients, each in its order, whatever becomes of the turns that take
 * them in.
 */
class MailboxInterleavingTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	private static TaskHub.Builder builder(ScriptedStore store) {
		return TaskHub.on(store).addOrchestration("Test", (context) -> {
			List<String> seen = new ArrayList<>();
			while (seen.size() < 4) {
				seen.add(context.waitForExternalEvent("Go", String.class).await());
			}
			return seen;
		});
	}

	@Test
	void eventsKeepTheirOrderWhenATurnIsDropped() {
		Interleavings.explore("eventsKeepTheirOrderWhenATurnIsDropped", (random) -> {
			Fault fault = List.of(Fault.STALE, Fault.IN_DOUBT, Fault.IN_DOUBT_AND_LOST).get(random.nextInt(3));
			ScriptedStore store = new ScriptedStore().at(1 + random.nextInt(4), fault);
			if (random.nextBoolean()) {
				store.shared();
			}
			try (TaskHub hub = builder(store).build()) {
				hub.start();
				hub.client().scheduleNewOrchestrationInstance("Test", null, "test");
				raiseTogether(hub.client(), "test");
				assertThatOrderIsKept(hub.client(), "test");
			}
		});
	}

	@Test
	void eventsReachAnOrchestratorWhoseThreadIsBeingGivenUp() {
		Interleavings.explore("eventsReachAnOrchestratorWhoseThreadIsBeingGivenUp", (random) -> {
			// A thread is kept from the first event on, and given up at random
			WorkerOptions options = WorkerOptions.defaults().withResidency(Residency.random(random.nextLong(), 1));
			ScriptedStore store = new ScriptedStore();
			try (TaskHub hub = builder(store).options(options).build()) {
				hub.start();
				hub.client().scheduleNewOrchestrationInstance("Test", null, "test");
				hub.client().scheduleNewOrchestrationInstance("Test", null, "other");
				Clients.together(() -> raiseTogether(hub.client(), "test"), () -> raiseTogether(hub.client(), "other"));
				assertThatOrderIsKept(hub.client(), "test");
				assertThatOrderIsKept(hub.client(), "other");
			}
		});
	}

	private static void raiseTogether(DurableTaskClient client, String id) throws Exception {
		Clients.together(() -> raise(client, id, "a", "b"), () -> raise(client, id, "x", "y"));
	}

	private static void raise(DurableTaskClient client, String id, String... events) {
		for (String event : events) {
			client.raiseEvent(id, "Go", event);
		}
	}

	private static void assertThatOrderIsKept(DurableTaskClient client, String id) throws Exception {
		String[] seen = client.waitForInstanceCompletion(id, TIMEOUT, true).readOutputAs(String[].class);
		assertThat(seen).hasSize(4).containsSubsequence("a", "b").containsSubsequence("x", "y");
	}

}
