package io.durable.soak;

import java.util.concurrent.atomic.AtomicBoolean;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.client.DurableTaskClient;
import io.durable.client.OrchestrationMetadata;
import io.durable.testing.NodeScenarios;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An orchestrator fails for a reason that its history does not know, and after a rewind
 * goes on in the turn in which it failed.
 */
class RewoundStatusTests extends NodeScenarios {

	private final AtomicBoolean mended = new AtomicBoolean();

	@Test
	void customStatusThatIsSetInTheTurnThatFailedBeforeIsStored() throws Exception {
		this.builder.addOrchestration("FailsOnce", (context) -> {
			context.setCustomStatus("begins");
			if (!this.mended.get()) {
				throw new IllegalStateException("not mended");
			}
			context.setCustomStatus("waits");
			context.waitForExternalEvent("On").await();
			return null;
		});
		DurableTaskClient client = start().client();
		client.scheduleNewOrchestrationInstance("FailsOnce", null, "fails");
		assertEnds(client, "fails", OrchestrationRuntimeStatus.FAILED);
		this.mended.set(true);
		client.rewindInstance("fails", null);
		await("it is rewound", () -> client.getInstanceMetadata("fails", false)
			.getRuntimeStatus() == OrchestrationRuntimeStatus.RUNNING);
		OrchestrationMetadata waits = client.getInstanceMetadata("fails", true);
		assertThat(waits.readCustomStatusAs(String.class)).isEqualTo("waits");
		client.raiseEvent("fails", "On");
		assertCompletes(client, "fails");
	}

}
