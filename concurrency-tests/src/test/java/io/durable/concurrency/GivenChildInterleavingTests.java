package io.durable.concurrency;

import java.time.Duration;

import io.durable.api.Task;
import io.durable.api.TaskFailedException;
import io.durable.client.OrchestrationMetadata;
import io.durable.hub.TaskHub;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sub-orchestrations with given IDs, which are started after the checkpoint of their
 * call.
 */
class GivenChildInterleavingTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	@Test
	void anEventOfALaterTurnWaitsForTheStart() {
		Interleavings.explore("anEventOfALaterTurnWaitsForTheStart", (random) -> {
			try (TaskHub hub = TaskHub.inMemory().addOrchestration("Caller", (context) -> {
				Task<String> child = context.callSubOrchestrator("Child", null, "child", String.class);
				context.callActivity("First").await();
				context.sendEvent("child", "Go", "x");
				return child.await();
			})
				.addOrchestration("Child", (context) -> context.waitForExternalEvent("Go", String.class).await())
				.addActivity("First", (context) -> null)
				.build()) {
				hub.start();
				hub.client().scheduleNewOrchestrationInstance("Caller", null, "caller");
				assertThat(hub.client().waitForInstanceCompletion("caller", TIMEOUT, true).readOutputAs(String.class))
					.isEqualTo("x");
			}
		});
	}

	@Test
	void aRecursiveRequestToTerminateLeavesNoChildBehind() {
		Interleavings.explore("aRecursiveRequestToTerminateLeavesNoChildBehind", (random) -> {
			ScriptedStore store = new ScriptedStore();
			try (TaskHub hub = TaskHub.on(store)
				.addOrchestration("Caller",
						(context) -> context.callSubOrchestrator("Child", null, "child", String.class).await())
				.addOrchestration("Child", (context) -> context.waitForExternalEvent("Go", String.class).await())
				.build()) {
				hub.start();
				hub.client().scheduleNewOrchestrationInstance("Caller", null, "caller");
				hub.client().waitForInstanceStart("caller", TIMEOUT, false);
				hub.client().terminate("caller", "stopped", true);
				hub.client().waitForInstanceCompletion("caller", TIMEOUT, false);
				// In virtual time: whatever is still to come has come by then
				Thread.sleep(2000);
				OrchestrationMetadata child = hub.client().getInstanceMetadata("child", false);
				assertThat(child.isInstanceFound() && !child.isCompleted()).as("the child runs").isFalse();
				Waiting.until("no mark is left", () -> store.marked().isEmpty());
			}
		});
	}

	@Test
	void theFirstOfTwoCallsWithOneIdWins() {
		Interleavings.explore("theFirstOfTwoCallsWithOneIdWins", (random) -> {
			try (TaskHub hub = TaskHub.inMemory().addOrchestration("Caller", (context) -> {
				Task<String> first = context.callSubOrchestrator("Child", "first", "child", String.class);
				Task<String> second = context.callSubOrchestrator("Child", "second", "child", String.class);
				try {
					return "The second has ended: " + second.await();
				}
				catch (TaskFailedException ex) {
					context.setCustomStatus("refused");
					return first.await();
				}
			}).addOrchestration("Child", (context) -> {
				context.waitForExternalEvent("Go").await();
				return context.getInput(String.class);
			}).build()) {
				hub.start();
				hub.client().scheduleNewOrchestrationInstance("Caller", null, "caller");
				Waiting.until("the second call is refused", () -> "refused"
					.equals(hub.client().getInstanceMetadata("caller", true).readCustomStatusAs(String.class)));
				hub.client().raiseEvent("child", "Go");
				assertThat(hub.client().waitForInstanceCompletion("caller", TIMEOUT, true).readOutputAs(String.class))
					.isEqualTo("first");
			}
		});
	}

}
