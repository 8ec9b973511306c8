package io.durable.load;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

import io.durable.api.Limits;
import io.durable.client.DurableTaskClient;
import io.durable.hub.TaskHub;
import io.durable.testing.NodeScenarios;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A checkpoint and a turn are bounded, however much there is to commit and to take in.
 */
class CheckpointBoundsTests extends NodeScenarios {

	private static final long MEMORY = 32L * MIB;

	private final CountDownLatch released = new CountDownLatch(1);

	private final AtomicBoolean held = new AtomicBoolean();

	// Until no more can queue behind it
	private void holdFirstCommit(BooleanSupplier from) {
		this.store.before((call) -> {
			if (call.isCommit() && from.getAsBoolean() && !this.held.getAndSet(true)) {
				this.released.await();
			}
		});
	}

	private void release() {
		await("a commit", this.held::get);
		awaitEngineAtRest();
		this.released.countDown();
	}

	@Test
	void checkpointOfManyLargeResultsIsBoundedInBytes() throws Exception {
		options((options) -> options.withMemory(MEMORY).withActivityThreads(16));
		AtomicInteger ended = new AtomicInteger();
		CountDownLatch begin = new CountDownLatch(1);
		this.builder.addActivity("Data", (context) -> {
			begin.await();
			ended.incrementAndGet();
			return MEGABYTE;
		}).addOrchestration("CallsOne", (context) -> context.callActivity("Data", String.class).await().length());
		TaskHub hub = start();
		holdFirstCommit(() -> ended.get() > 0);
		List<String> ids = schedule(hub.client(), "CallsOne", 80);
		for (String id : ids) {
			hub.client().waitForInstanceStart(id, SOON);
		}
		begin.countDown();
		release();
		for (String id : ids) {
			assertCompletes(hub.client(), id);
		}
		assertThat(this.store.use().largestCheckpointBytes()).isLessThanOrEqualTo(MEMORY);
	}

	@Test
	void checkpointOfManyLargeEventsIsBoundedInBytes() throws Exception {
		options((options) -> options.withMemory(MEMORY));
		this.builder.addOrchestration("Length",
				(context) -> context.waitForExternalEvent("Data", String.class).await().length());
		TaskHub hub = build();
		DurableTaskClient client = hub.client();
		List<String> ids = schedule(client, "Length", 80);
		ids.forEach((id) -> client.raiseEvent(id, "Data", MEGABYTE));
		holdFirstCommit(() -> true);
		hub.start();
		release();
		for (String id : ids) {
			assertCompletes(client, id);
		}
		assertThat(this.store.use().largestCheckpointBytes()).isLessThanOrEqualTo(MEMORY);
	}

	@Test
	void checkpointIsBoundedInRows() throws Exception {
		this.builder.addOrchestration("Sends", (context) -> {
			IntStream.range(0, 500).forEach((n) -> context.sendEvent("nobody", "Any", n));
			return null;
		});
		holdFirstCommit(() -> true);
		TaskHub hub = start();
		DurableTaskClient client = hub.client();
		List<String> ids = schedule(client, "Sends", 60);
		release();
		for (String id : ids) {
			assertCompletes(client, id);
		}
		assertThat(this.store.use().largestCheckpointRows()).isLessThan(20_000);
	}

	@Test
	void turnTakesABoundedNumberOfEvents() throws Exception {
		Limits limits = Limits.defaults();
		this.builder.limits(new Limits(limits.payloadBytes(), limits.payloadWarnBytes(), limits.historyBytes(),
				limits.historyWarnBytes(), 100_000, 100_000, limits.openTasks(), limits.actionsPerTurn(), 100_000,
				limits.customStatusBytes(), limits.queryPage()));
		TaskHub hub = build();
		DurableTaskClient client = hub.client();
		String id = client.scheduleNewOrchestrationInstance("Waits");
		for (int i = 0; i < 20_000; i++) {
			client.raiseEvent(id, "Other");
		}
		client.raiseEvent(id, "Go", "on");
		holdFirstCommit(() -> true);
		hub.start();
		release();
		assertThat(assertCompletes(client, id).readOutputAs(String.class)).isEqualTo("on");
		assertThat(this.store.use().mostMessagesOfATurn()).isBetween(1, 5000);
	}

	@Test
	void turnTakesABoundedNumberOfBytes() throws Exception {
		options((options) -> options.withMemory(MEMORY));
		TaskHub hub = build();
		DurableTaskClient client = hub.client();
		String id = client.scheduleNewOrchestrationInstance("Waits");
		for (int i = 0; i < 45; i++) {
			client.raiseEvent(id, "Other", MEGABYTE);
		}
		client.raiseEvent(id, "Go", "on");
		holdFirstCommit(() -> true);
		hub.start();
		release();
		assertThat(assertCompletes(client, id).readOutputAs(String.class)).isEqualTo("on");
		assertThat(this.store.use().largestCheckpointBytes()).isLessThanOrEqualTo(MEMORY);
	}

	private static List<String> schedule(DurableTaskClient client, String name, int instances) {
		return IntStream.range(0, instances).mapToObj((n) -> client.scheduleNewOrchestrationInstance(name)).toList();
	}

}
