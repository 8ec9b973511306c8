package io.durable.hub;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.durable.store.InboxRead;
import io.durable.store.TaskHubStore;
import io.durable.store.memory.InMemoryTaskHubStore;
import io.durable.testing.FaultyStore;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Work that nobody awaits, and a store that does not tell what it has done.
 */
class UnawaitedWorkTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	@Test
	void isFoundByTheNextOwnerAlsoWhenItWasScheduledByACommitWithoutAnAnswer() throws Exception {
		FaultyStore store = new FaultyStore(new InMemoryTaskHubStore(), 1, 0, true);
		// The turn that takes the result of First in
		store.loseAnswerOf(2);
		CountDownLatch release = new CountDownLatch(1);
		AtomicInteger runs = new AtomicInteger();
		try (TaskHub hub = TaskHub.on(store).addActivity("First", (context) -> null).addActivity("Slow", (context) -> {
			if (runs.incrementAndGet() == 1) {
				release.await(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
			}
			return null;
		}).addOrchestration("Test", (context) -> {
			context.callActivity("First").await();
			context.callActivity("Slow");
			return "ended";
		}).build()) {
			hub.start();
			String id = hub.client().scheduleNewOrchestrationInstance("Test");
			hub.client().waitForInstanceCompletion(id, TIMEOUT, false);
			Awaitility.await().atMost(TIMEOUT).until(() -> runs.get() == 1);
			hub.stop(Duration.ZERO);
			release.countDown();
			assertThat(marked(store)).containsExactly(id);
			hub.start();
			Awaitility.await().atMost(TIMEOUT).until(() -> runs.get() == 2 && marked(store).isEmpty());
		}
	}

	@Test
	void isDoneWithAlsoWhenAChildWithAGivenIdHadEndedBeforeTheNodeStopped() throws Exception {
		InMemoryTaskHubStore store = new InMemoryTaskHubStore();
		CountDownLatch release = new CountDownLatch(1);
		AtomicInteger runs = new AtomicInteger();
		try (TaskHub hub = TaskHub.on(store).addActivity("Slow", (context) -> {
			if (runs.incrementAndGet() == 1) {
				release.await(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
			}
			return null;
		}).addOrchestration("Child", (context) -> null).addOrchestration("Test", (context) -> {
			context.callSubOrchestrator("Child", null, "given", String.class);
			context.callActivity("Slow");
			return "ended";
		}).build()) {
			hub.start();
			String id = hub.client().scheduleNewOrchestrationInstance("Test");
			hub.client().waitForInstanceCompletion(id, TIMEOUT, false);
			Awaitility.await().atMost(TIMEOUT).until(() -> runs.get() == 1 && hasEnded(hub, "given"));
			// The answer of the child is taken note of
			Awaitility.await()
				.atMost(TIMEOUT)
				.until(() -> store.worker()
					.readInbox(InboxRead.all(partitions(store), 0, 10, Long.MAX_VALUE))
					.messages()
					.isEmpty());
			hub.stop(Duration.ZERO);
			release.countDown();
			assertThat(marked(store)).containsExactly(id);
			hub.start();
			Awaitility.await().atMost(TIMEOUT).until(() -> runs.get() == 2 && marked(store).isEmpty());
		}
	}

	private static boolean hasEnded(TaskHub hub, String id) {
		return hub.client().getInstanceMetadata(id, false).isCompleted();
	}

	private static List<Integer> partitions(TaskHubStore store) {
		return IntStream.range(0, store.description().partitionCount()).boxed().toList();
	}

	private static List<String> marked(TaskHubStore store) {
		return partitions(store).stream()
			.flatMap((partition) -> store.worker().openInstances(partition, null, 1000).stream())
			.toList();
	}

}
