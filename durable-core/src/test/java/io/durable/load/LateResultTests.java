package io.durable.load;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.api.Task;
import io.durable.client.DurableTaskClient;
import io.durable.hub.TaskHub;
import io.durable.testing.NodeScenarios;
import io.durable.worker.Residency;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What arrives for an instance that has ended: nobody needs its history for that.
 */
class LateResultTests extends NodeScenarios {

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void lateResultsCostTheSameHoweverManyThereAre(boolean resident) throws Exception {
		// Of histories that have two events for each activity
		assertThat(terminateFanOut(100, resident)).isLessThanOrEqualTo(10 * 100);
		assertThat(terminateFanOut(200, resident)).isLessThanOrEqualTo(10 * 200);
	}

	private long terminateFanOut(int activities, boolean resident) throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		AtomicInteger begun = new AtomicInteger();
		options((options) -> options.withActivityThreads(1).withResidency(resident ? Residency.on() : Residency.off()));
		this.builder.addActivity("Work", (context) -> {
			begun.incrementAndGet();
			release.await();
			// One after the other: the last result has been taken in
			for (int spin = 0; spin < 1000 && !isEngineAtRest(); spin++) {
				Thread.onSpinWait();
			}
			return null;
		}).addOrchestration("FanOut", (context) -> {
			List<Task<Void>> tasks = IntStream.range(0, activities)
				.mapToObj((n) -> context.callActivity("Work"))
				.toList();
			return context.allOf(tasks).await().size();
		});
		TaskHub hub = start();
		DurableTaskClient client = hub.client();
		String id = client.scheduleNewOrchestrationInstance("FanOut");
		await("activities run", () -> begun.get() == 1);
		client.terminate(id, null);
		assertEnds(client, id, OrchestrationRuntimeStatus.TERMINATED);
		long before = this.store.use().loadedEvents();
		release.countDown();
		await("all results have arrived", () -> this.store.use().hasNoOpenWork(id));
		hub.stop(SOON);
		return this.store.use().loadedEvents() - before;
	}

	@Test
	void messagesToAnEndedInstanceDoNotLoadItsHistory() throws Exception {
		TaskHub hub = start();
		DurableTaskClient client = hub.client();
		String id = waiting(client, "waits");
		for (int i = 0; i < 500; i++) {
			client.raiseEvent(id, "Other");
		}
		await("a long history", () -> this.store.use().consumedBy(id) >= 501);
		hub.stop(SOON);
		client.terminate(id, null);
		for (int i = 0; i < 8000; i++) {
			client.raiseEvent(id, "Other");
		}
		long before = this.store.use().loadedEvents();
		hub.start();
		assertEnds(client, id, OrchestrationRuntimeStatus.TERMINATED);
		await("all messages are consumed", () -> this.store.use().consumedBy(id) >= 8502);
		int events = client.getOrchestrationHistory(id).size();
		assertThat(this.store.use().loadedEvents() - before).isLessThanOrEqualTo(events);
	}

}
