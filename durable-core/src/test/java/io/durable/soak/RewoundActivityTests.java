package io.durable.soak;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.api.Task;
import io.durable.client.DurableTaskClient;
import io.durable.hub.TaskHub;
import io.durable.testing.NodeScenarios;
import org.junit.jupiter.api.Test;

/**
 * An activity waits for a slot, without its input in memory, while its instance fails and
 * is rewound.
 */
class RewoundActivityTests extends NodeScenarios {

	private final CountDownLatch go = new CountDownLatch(1);

	private final AtomicBoolean mended = new AtomicBoolean();

	@Test
	void activityWhoseInputWasLeftInTheStoreRunsAfterARewind() throws Exception {
		options((options) -> options.withMemory(MIB).withActivityThreads(1));
		String large = "x".repeat(150_000);
		this.builder.addActivity("Fill", (context) -> {
			this.go.await();
			return "filled";
		});
		this.builder.addActivity("Work", (context) -> context.getInput(String.class).length());
		this.builder.addOrchestration("FailsOnce", (context) -> {
			context.callActivity("Fill", large, String.class);
			Task<Integer> work = context.callActivity("Work", large, Integer.class);
			context.waitForExternalEvent("On").await();
			if (!this.mended.get()) {
				throw new IllegalStateException("not mended");
			}
			return work.await();
		});
		TaskHub hub = start();
		DurableTaskClient client = hub.client();
		client.scheduleNewOrchestrationInstance("FailsOnce", null, "fails");
		client.raiseEvent("fails", "On");
		assertEnds(client, "fails", OrchestrationRuntimeStatus.FAILED);
		this.mended.set(true);
		client.rewindInstance("fails", null);
		await("it is rewound", () -> client.getInstanceMetadata("fails", false)
			.getRuntimeStatus() == OrchestrationRuntimeStatus.RUNNING);
		this.go.countDown();
		assertCompletes(client, "fails");
	}

}
