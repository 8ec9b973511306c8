package io.durable.stuck;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.client.DurableTaskClient;
import io.durable.hub.TaskHub;
import io.durable.testing.NodeScenarios;
import io.durable.worker.WorkerListener;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A listener that waits: nobody waits for it.
 */
class SlowListenerTests extends NodeScenarios {

	private final CountDownLatch goOn = new CountDownLatch(1);

	private final List<String> heard = new CopyOnWriteArrayList<>();

	private WorkerListener slow() {
		return new WorkerListener() {

			@Override
			public void instanceChanged(String instanceId, String name, OrchestrationRuntimeStatus status) {
				try {
					SlowListenerTests.this.goOn.await();
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
				SlowListenerTests.this.heard.add(instanceId + " " + status.text());
			}

			@Override
			public void checkpointCommitted(int turns, Duration duration) {
				instanceChanged("checkpoint", "", OrchestrationRuntimeStatus.COMPLETED);
			}

		};
	}

	@Test
	void nothingWaitsForAListener() throws Exception {
		List<String> others = new CopyOnWriteArrayList<>();
		this.builder.addListener(slow()).addListener(new WorkerListener() {

			@Override
			public void instanceChanged(String instanceId, String name, OrchestrationRuntimeStatus status) {
				others.add(instanceId);
			}

		});
		TaskHub hub = start();
		DurableTaskClient client = hub.client();
		for (int i = 0; i < 20; i++) {
			assertWorks(hub);
		}
		String last = client.scheduleNewOrchestrationInstance("Waits");
		client.waitForInstanceStart(last, SOON);
		await("the other listener", () -> others.contains(last));
		assertThat(this.heard).isEmpty();
		this.goOn.countDown();
		await("all events", () -> this.heard.contains(last + " Running"));
		// In the order in which it happened
		client.terminate(last, null);
		assertEnds(client, last, OrchestrationRuntimeStatus.TERMINATED);
		await("the end", () -> this.heard.contains(last + " Terminated"));
		assertThat(this.heard.indexOf(last + " Running")).isLessThan(this.heard.indexOf(last + " Terminated"));
	}

}
