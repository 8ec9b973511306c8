package io.durable.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.api.Task;
import io.durable.api.TaskFailedException;
import io.durable.api.TaskOrchestration;
import io.durable.api.TaskOrchestrationContext;
import io.durable.client.DurableTaskClient;
import io.durable.client.InstanceNotRunningException;
import io.durable.client.OrchestrationMetadata;
import io.durable.function.FunctionRegistry;
import io.durable.function.FunctionRegistry.ActivityFunction;
import io.durable.function.FunctionRegistry.OrchestratorFunction;
import io.durable.worker.Residency;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Situations in which instances once got stuck or left something behind, in many orders
 * of what happens.
 */
class SimulatedScenarioTests {

	private static final Duration EACH = Duration.ofSeconds(6);

	private static final Duration LONG = Duration.ofMinutes(20);

	private static final Duration PAUSES = Duration.ofMinutes(3);

	private static FunctionRegistry functions(Simulation world) {
		FunctionRegistry functions = new FunctionRegistry();
		add(functions, "Hello", (context) -> context.callActivity("Short", String.class).await());
		add(functions, "Echo", (context) -> context.getInput(String.class));
		add(functions, "Waits", (context) -> context.waitForExternalEvent("Go", String.class).await());
		add(functions, "Long", (context) -> context.callActivity("Long", String.class).await());
		add(functions, "Talks", SimulatedScenarioTests::talk);
		add(functions, "Twice", SimulatedScenarioTests::callTwice);
		add(functions, "Leaves", SimulatedScenarioTests::leave);
		functions.add(new ActivityFunction("Short", (context) -> "done", "test", null));
		functions.add(new ActivityFunction("Long", (context) -> {
			world.count("Long");
			world.pause(Duration.ofMinutes(1));
			return "done";
		}, "test", null));
		return functions;
	}

	private static void add(FunctionRegistry functions, String name, TaskOrchestration code) {
		functions.add(new OrchestratorFunction(name, code, "test", null));
	}

	private static Object talk(TaskOrchestrationContext context) {
		String child = "child-of-" + context.getInstanceId();
		Task<String> task = context.callSubOrchestrator("Waits", null, child, String.class);
		context.sendEvent(child, "Go", "sent");
		return task.await();
	}

	private static Object callTwice(TaskOrchestrationContext context) {
		String same = "same-of-" + context.getInstanceId();
		Task<String> first = context.callSubOrchestrator("Echo", "first", same, String.class);
		Task<String> second = context.callSubOrchestrator("Echo", "second", same, String.class);
		String outcome = first.await();
		try {
			second.await();
		}
		catch (TaskFailedException ex) {
			// There is one with that ID, unless it has ended before
		}
		return outcome;
	}

	private static Object leave(TaskOrchestrationContext context) {
		int number = context.getInput(Integer.class);
		for (int i = 0; i < number % 3; i++) {
			context.callActivity("Short", String.class);
		}
		if (number % 2 == 0) {
			context.callActivity("Short", String.class).await();
		}
		context.callSubOrchestrator("Echo", "child", "left-by-" + context.getInstanceId(), String.class);
		if (number % 5 == 0) {
			context.callActivity("Short", String.class);
			context.createTimer(Duration.ofSeconds(1)).await();
		}
		return "left";
	}

	private static void run(String what, Disturbances disturbances, BiConsumer<Simulation, SimulatedCluster> scenario) {
		long runs = SimulationRuns.run(what, EACH, (seed) -> {
			Simulation world = new Simulation(seed);
			Residency residency = world.random().nextBoolean() ? Residency.on() : Residency.random(seed, 2);
			try (SimulatedCluster cluster = new SimulatedCluster(world, functions(world), residency, disturbances)) {
				cluster.start();
				scenario.accept(world, cluster);
			}
			catch (Throwable ex) {
				throw new AssertionError("%s fails with -Ddurable.simulation.seed=%d, the last steps are: %s"
					.formatted(what, seed, world.trace()), ex);
			}
		});
		System.out.printf("%d runs of %s%n", runs, what);
		assertThat(runs).isPositive();
	}

	private static List<String> start(SimulatedCluster cluster, String name, int count) {
		return IntStream.range(0, count)
			.mapToObj((n) -> cluster.client().scheduleNewOrchestrationInstance(name, n, name.toLowerCase() + "-" + n))
			.toList();
	}

	private static void awaitEnd(SimulatedCluster cluster, List<String> ids) {
		List<String> open = new ArrayList<>(ids);
		assertThat(cluster.passUntil(() -> {
			open.removeIf((id) -> hasEnded(cluster, id));
			return open.isEmpty();
		}, LONG)).as(() -> "these do not end: " + open.stream().map((id) -> describe(cluster, id)).toList()).isTrue();
	}

	// One whose turn has met an error again and again is parked: somebody mends that
	private static boolean hasEnded(SimulatedCluster cluster, String id) {
		OrchestrationMetadata metadata = cluster.client().getInstanceMetadata(id, false);
		if (metadata.isCompleted()) {
			return true;
		}
		if (metadata.getParkedReason() != null) {
			cluster.client().resumeInstance(id, "mended");
		}
		return false;
	}

	private static String describe(SimulatedCluster cluster, String id) {
		OrchestrationMetadata metadata = cluster.client().getInstanceMetadata(id, true);
		return metadata + " " + metadata.getParkedReason() + " " + cluster.client().getOrchestrationHistory(id);
	}

	private static void assertOutputs(SimulatedCluster cluster, List<String> ids, String output) {
		ids.forEach((id) -> assertThat(cluster.client().getInstanceMetadata(id, true).readOutputAs(String.class))
			.as(() -> describe(cluster, id))
			.isEqualTo(output));
	}

	private static void assertNothingLeft(SimulatedCluster cluster) {
		assertThat(cluster.passUntil(() -> cluster.left().isEmpty(), LONG)).as(() -> "left: " + cluster.left())
			.isTrue();
	}

	@Test
	void noErrorStrandsTheTurnsOfACheckpoint() {
		run("errors of the store", new Disturbances(1, 0.05, 0.15, 0, 0.1, 0, 0, 0, 0), (world, cluster) -> {
			List<String> ids = start(cluster, "Hello", 20);
			awaitEnd(cluster, ids);
			assertOutputs(cluster, ids, "done");
			assertNothingLeft(cluster);
		});
	}

	@Test
	void childrenWithGivenIdsGetWhatIsSentToThemAndTheFirstStartWins() {
		run("given children", Disturbances.all(2), (world, cluster) -> {
			List<String> talking = start(cluster, "Talks", 10);
			List<String> twice = start(cluster, "Twice", 10);
			awaitEnd(cluster, talking);
			awaitEnd(cluster, twice);
			assertOutputs(cluster, talking, "sent");
			assertOutputs(cluster, twice, "first");
			assertNothingLeft(cluster);
		});
	}

	@Test
	void noChildOutlivesAParentThatIsTerminatedRecursively() {
		run("terminated parents", Disturbances.all(2), (world, cluster) -> {
			List<String> ids = start(cluster, "Talks", 20);
			List<String> open = new ArrayList<>(ids);
			while (!open.isEmpty()) {
				cluster.pass();
				terminate(cluster.client(), open.remove(0));
			}
			awaitEnd(cluster, ids);
			assertNothingLeft(cluster);
		});
	}

	@Test
	void noActivityRunsTwiceBecauseTheStoreStandsStill() {
		run("pauses of the store", new Disturbances(3, 0, 0, 0, 0.1, 0, 0, 0, 0), (world, cluster) -> {
			world.longActivities(1);
			assertThat(cluster.passUntil(() -> owners(cluster).stream().noneMatch(Objects::isNull), LONG)).isTrue();
			List<Object> owners = owners(cluster);
			List<String> ids = start(cluster, "Long", 8);
			long end = world.nanoTime() + PAUSES.toNanos();
			while (world.nanoTime() < end) {
				cluster.pauseStore(Duration.ofMillis(world.random().nextLong(3 * SimulatedCluster.LEASE.toMillis())));
				long next = world.nanoTime() + world.random().nextLong(4 * SimulatedCluster.LEASE.toNanos());
				cluster.passUntil(() -> world.nanoTime() > next, LONG);
			}
			awaitEnd(cluster, ids);
			assertThat(owners(cluster)).isEqualTo(owners);
			assertThat(world.counted("Long")).isEqualTo(ids.size());
		});
	}

	private static List<Object> owners(SimulatedCluster cluster) {
		List<Object> owners = new ArrayList<>();
		cluster.store().leases().owners().forEach((ownership) -> owners.add(ownership.owner()));
		return owners;
	}

	private static void terminate(DurableTaskClient client, String id) {
		try {
			client.terminate(id, null, true);
		}
		catch (InstanceNotRunningException ex) {
			// It was quicker
		}
	}

	@Test
	void instancesGoOnWhileANodeThatStopsWaitsForALongActivity() {
		run("a long activity at a stop", new Disturbances(2, 0, 0, 0, 0.1, 0, 0, 0, 0), (world, cluster) -> {
			world.longActivities(1);
			List<String> ids = start(cluster, "Waits", 16);
			List<String> all = new ArrayList<>(start(cluster, "Long", 4));
			assertThat(cluster.passUntil(() -> ids.stream()
				.noneMatch((id) -> cluster.client()
					.getInstanceMetadata(id, false)
					.getRuntimeStatus() == OrchestrationRuntimeStatus.PENDING), LONG))
				.isTrue();
			cluster.replaceOne(Duration.ofSeconds(40));
			Map<String, Long> raised = new TreeMap<>();
			ids.forEach((id) -> {
				cluster.client().raiseEvent(id, "Go", "on");
				raised.put(id, world.nanoTime());
			});
			awaitEnd(cluster, ids);
			assertThat(Duration.ofNanos(world.nanoTime() - raised.get(ids.get(0)))).isLessThan(Duration.ofSeconds(12));
			awaitEnd(cluster, all);
			assertOutputs(cluster, all, "done");
			assertNothingLeft(cluster);
		});
	}

	@Test
	void noMarkOfOpenWorkStaysWhenNobodyAwaitsIt() {
		run("work that nobody awaits", Disturbances.all(2), (world, cluster) -> {
			List<String> ids = start(cluster, "Leaves", 30);
			awaitEnd(cluster, ids);
			assertNothingLeft(cluster);
		});
	}

}
