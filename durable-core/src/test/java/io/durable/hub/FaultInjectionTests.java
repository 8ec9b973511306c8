package io.durable.hub;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.api.Task;
import io.durable.api.TypeReference;
import io.durable.client.OrchestrationMetadata;
import io.durable.store.TaskHubStore;
import io.durable.store.TransientStoreException;
import io.durable.store.lease.PartitionLease;
import io.durable.store.memory.InMemoryTaskHubStore;
import io.durable.testing.FaultyStore;
import io.durable.testing.Histories;
import io.durable.testing.WatchedStore;
import io.durable.worker.Residency;
import io.durable.worker.WorkerOptions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The engine on a store that fails.
 */
class FaultInjectionTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	// Others take over soon
	private static final Duration SHORT_LEASE = Duration.ofMillis(400);

	// Not even a machine that is slow loses it
	private static final Duration LONG_LEASE = Duration.ofSeconds(60);

	// How often each call of an activity was run
	private final ConcurrentMap<String, AtomicInteger> ledger = new ConcurrentHashMap<>();

	private TaskHub hub(TaskHubStore store, Residency residency) {
		return hub(store, residency, SHORT_LEASE);
	}

	private TaskHub hub(TaskHubStore store, Residency residency, Duration lease) {
		WorkerOptions options = WorkerOptions.defaults()
			.withNode("node", lease)
			.withIntervals(Duration.ofMillis(20), Duration.ofMillis(200))
			.withOrchestratorThreads(4)
			.withActivityThreads(8)
			.withBatches(64, 5)
			.withResidency(residency);
		return TaskHub.on(store).options(options).addActivity("Add", (context) -> {
			this.ledger
				.computeIfAbsent(context.getExecutionId() + "#" + context.getTaskId(), (key) -> new AtomicInteger())
				.incrementAndGet();
			return context.getInput(Integer.class) + 1;
		}).addOrchestration("Sequence", (context) -> {
			int n = 0;
			for (int i = 0; i < context.getInput(Integer.class); i++) {
				n = context.callActivity("Add", n, Integer.class).await();
			}
			return n;
		}).addOrchestration("Mixed", (context) -> {
			List<Task<Integer>> tasks = IntStream.range(0, 10)
				.mapToObj((n) -> context.callActivity("Add", n, Integer.class))
				.toList();
			int sum = context.allOf(tasks).await().stream().mapToInt(Integer::intValue).sum();
			context.createTimer(Duration.ofMillis(5)).await();
			sum += context.callSubOrchestrator("Sequence", 3, Integer.class).await();
			return sum + context.callSubOrchestrator("Sequence", 2, context.getInstanceId() + "-child", Integer.class)
				.await();
		}).addOrchestration("Collect", (context) -> {
			List<Integer> received = new ArrayList<>(context.getInput(new TypeReference<List<Integer>>() {
			}));
			received.add(context.waitForExternalEvent("Number", Integer.class).await());
			if (received.size() < 30) {
				context.continueAsNew(received);
			}
			return received;
		}).build();
	}

	private void runAll(TaskHub hub) throws Exception {
		List<String> sequences = new ArrayList<>();
		List<String> mixed = new ArrayList<>();
		String collect = hub.client().scheduleNewOrchestrationInstance("Collect", List.of());
		for (int i = 0; i < 30; i++) {
			sequences.add(hub.client().scheduleNewOrchestrationInstance("Sequence", 10));
			hub.client().raiseEvent(collect, "number", i);
			if (i % 3 == 0) {
				mixed.add(hub.client().scheduleNewOrchestrationInstance("Mixed"));
			}
		}
		for (String id : sequences) {
			assertOutput(hub, id, "10");
		}
		for (String id : mixed) {
			assertOutput(hub, id, "60");
		}
		assertOutput(hub, collect, IntStream.range(0, 30).boxed().toList().toString().replace(" ", ""));
	}

	private static void assertOutput(TaskHub hub, String id, String output) throws Exception {
		OrchestrationMetadata metadata = hub.client().waitForInstanceCompletion(id, TIMEOUT, true);
		assertThat(metadata.getRuntimeStatus()).isEqualTo(OrchestrationRuntimeStatus.COMPLETED);
		assertThat(metadata.getSerializedOutput()).isEqualTo(output);
		Histories.assertSound(hub.client().getOrchestrationHistory(id));
	}

	@RepeatedTest(3)
	void goesOnWhenCallsFailOrTheirOutcomeIsUnknown() throws Exception {
		long seed = System.nanoTime();
		System.out.println("Seed of goesOnWhenCallsFailOrTheirOutcomeIsUnknown: " + seed);
		FaultyStore store = new FaultyStore(new InMemoryTaskHubStore(), seed, 0.1, true);
		try (TaskHub hub = hub(store, Residency.random(seed, 8), LONG_LEASE)) {
			hub.start();
			runAll(hub);
		}
		assertThat(store.faults()).isPositive();
		// Work is started once as long as the node lives, however often its record is
		// reloaded
		assertThat(this.ledger.values()).allMatch((runs) -> runs.get() == 1);
	}

	@Test
	void progressDoesNotDependOnNotifications() throws Exception {
		FaultyStore store = new FaultyStore(new InMemoryTaskHubStore(), 1, 0, false);
		try (TaskHub hub = hub(store, Residency.on(), LONG_LEASE)) {
			hub.start();
			runAll(hub);
		}
		assertThat(this.ledger.values()).allMatch((runs) -> runs.get() == 1);
	}

	@Test
	void aCrashAtAnyCommitIsMadeGoodByTheNextNode() throws Exception {
		boolean crashed = true;
		for (int commit = 1; crashed; commit++) {
			InMemoryTaskHubStore data = new InMemoryTaskHubStore();
			FaultyStore store = new FaultyStore(data, commit, 0, true);
			store.crashAt(commit);
			TaskHub first = hub(store, Residency.on());
			first.start();
			String id = first.client().scheduleNewOrchestrationInstance("Mixed");
			crashed = endsOrCrashes(first, store, id, commit);
			first.stop(Duration.ZERO);
			try (TaskHub second = hub(data, Residency.off())) {
				second.start();
				assertOutput(second, id, "60");
			}
		}
	}

	private static boolean endsOrCrashes(TaskHub hub, FaultyStore store, String id, long crashAt) {
		Awaitility.await()
			.atMost(TIMEOUT)
			.until(() -> store.commits() >= crashAt || hub.client().getInstanceMetadata(id, false).isCompleted());
		return store.commits() >= crashAt;
	}

	@Test
	void deadNodeIsReplacedAfterItsLease() throws Exception {
		InMemoryTaskHubStore data = new InMemoryTaskHubStore();
		FaultyStore dying = new FaultyStore(data, 1, 0, true).shared();
		dying.crashAt(5);
		TaskHub first = hub(dying, Residency.on());
		first.start();
		String id = first.client().scheduleNewOrchestrationInstance("Sequence", 10);
		assertThat(endsOrCrashes(first, dying, id, 5)).isTrue();
		WatchedStore living = new WatchedStore(data).notExclusive();
		AtomicInteger beats = new AtomicInteger();
		CountDownLatch seen = new CountDownLatch(1);
		living.before((call) -> {
			// Else the lease could be over before the test has looked
			if (call.method().equals("beat") && beats.incrementAndGet() > 1) {
				seen.await();
			}
		});
		try (TaskHub second = hub(living, Residency.on())) {
			second.start();
			assertThat(second.ownedPartitions()).isEmpty();
			seen.countDown();
			first.stop(Duration.ZERO);
			assertOutput(second, id, "10");
			assertThat(second.ownedPartitions()).hasSize(8);
		}
	}

	@Test
	void backlogKeepsItsOrderAcrossATakeover() throws Exception {
		InMemoryTaskHubStore data = new InMemoryTaskHubStore();
		try (TaskHub hub = hub(data, Residency.on())) {
			String id = hub.client().scheduleNewOrchestrationInstance("Collect", List.of());
			for (int i = 0; i < 15; i++) {
				hub.client().raiseEvent(id, "Number", i);
			}
			hub.start();
			for (int i = 15; i < 30; i++) {
				hub.client().raiseEvent(id, "Number", i);
			}
			assertOutput(hub, id, IntStream.range(0, 30).boxed().toList().toString().replace(" ", ""));
		}
	}

	@Test
	void timersFireAfterTheLeaseWasLostAndTakenAgain() throws Exception {
		FaultyStore store = new FaultyStore(new InMemoryTaskHubStore(), 1, 0, true).shared();
		try (TaskHub hub = hub(store, Residency.on())) {
			hub.start();
			List<String> ids = new ArrayList<>();
			for (int i = 0; i < 50; i++) {
				ids.add(hub.client().scheduleNewOrchestrationInstance("Mixed"));
			}
			for (int i = 0; i < 5; i++) {
				// Somebody takes everything, and gives it back at once
				store.leases().release(store.leases().take("thief", store.leases().owners()));
				hub.wakeUp();
			}
			for (String id : ids) {
				assertOutput(hub, id, "60");
			}
		}
	}

	@Test
	void zombieWritesNothing() throws Exception {
		InMemoryTaskHubStore data = new InMemoryTaskHubStore();
		WatchedStore view = new WatchedStore(data);
		AtomicBoolean cutOff = new AtomicBoolean();
		CountDownLatch refused = new CountDownLatch(1);
		view.before((call) -> {
			if (cutOff.get() && call.method().equals("beat")) {
				refused.countDown();
				throw new TransientStoreException("cut off", null);
			}
		});
		TaskHub zombie = hub(view, new Residency(1 << 20, 4, 8, OptionalLong.empty()));
		zombie.start();
		List<String> ids = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			ids.add(zombie.client().scheduleNewOrchestrationInstance("Sequence", 50));
		}
		cutOff.set(true);
		// An earlier beat could still look, and take them back
		zombie.wakeUp();
		refused.await();
		// It does not learn that its partitions are free, and another node's soon after
		data.leases()
			.release(data.leases()
				.owners()
				.stream()
				.map((ownership) -> new PartitionLease(ownership.partition(), ownership.epoch()))
				.toList());
		try (TaskHub second = hub(data, Residency.on())) {
			second.start();
			assertThat(second.ownedPartitions()).hasSize(8);
			for (String id : ids) {
				assertOutput(second, id, "50");
			}
			zombie.stop(Duration.ZERO);
		}
	}

}
