package io.durable.model;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

import io.durable.client.DurableTaskClient;
import io.durable.client.InstanceNotRunningException;
import io.durable.client.NewOrchestrationInstanceOptions;
import io.durable.client.OrchestrationMetadata;
import io.durable.function.FunctionRegistry;
import io.durable.simulation.Disturbances;
import io.durable.simulation.SimulatedCluster;
import io.durable.simulation.Simulation;
import io.durable.simulation.SimulationRuns;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link EventStreamTests} in a simulated cluster.
 */
class SimulatedEventStreamTests {

	private static final Duration EACH = Duration.ofSeconds(15);

	private static final Duration LONG = Duration.ofMinutes(30);

	private static final int CONSUMERS = 6;

	private static final int EVENTS = EventStreamTests.EVENTS;

	private static void run(String what, Stream stream) {
		long runs = SimulationRuns.run(what, EACH, (seed) -> {
			Simulation world = new Simulation(seed);
			Kind kind = Kind.values()[world.random().nextInt(Kind.values().length)];
			FunctionRegistry functions = EventStreamTests.functions(new HashSet<>());
			Disturbances disturbances = Disturbances.all(1 + world.random().nextInt(3));
			try (SimulatedCluster cluster = new SimulatedCluster(world, functions, kind.residency(seed),
					disturbances)) {
				stream.run(world, cluster);
			}
			catch (Throwable ex) {
				throw new AssertionError("%s fails with -Ddurable.simulation.seed=%d (%s), the last steps are: %s"
					.formatted(what, seed, kind, world.trace()), ex);
			}
		});
		System.out.printf("%d consumers in %d simulated clusters%n", runs * CONSUMERS, runs);
	}

	@Test
	void eachEventIsConsumedOnceAndInOrder() {
		run("simulated events kept", (world, cluster) -> {
			List<Raised> events = new ArrayList<>();
			List<String> ids = IntStream.range(0, CONSUMERS).mapToObj((n) -> "consumer-" + n).toList();
			for (String id : ids) {
				start(world, cluster.client(), id);
				EventStreamTests.CLIENT_NAMES.forEach((name) -> events.add(new Raised(id, name)));
			}
			cluster.start();
			ids.forEach((id) -> cluster.client().scheduleNewOrchestrationInstance("Producer", 0, "producer-of-" + id));
			List<String> suspended = new ArrayList<>();
			awaitAll(cluster, ids, (open) -> {
				raiseSome(world, cluster.client(), events);
				if (!events.isEmpty() && world.chance(0.2)) {
					suspendOrResume(cluster.client(), open.get(world.random().nextInt(open.size())), suspended);
				}
				else if (events.isEmpty()) {
					List.copyOf(suspended).forEach((id) -> suspendOrResume(cluster.client(), id, suspended));
				}
			});
			List<Integer> all = IntStream.range(0, EVENTS).boxed().toList();
			Map<String, List<Integer>> expected = new HashMap<>(Map.of(EventStreamTests.SENT, all));
			EventStreamTests.CLIENT_NAMES.forEach((name) -> expected.put(name, all));
			ids.forEach(
					(id) -> assertThat(cluster.client().getInstanceMetadata(id, true).readOutputAs(Map.class)).as(id)
						.isEqualTo(expected));
		});
	}

	private static void start(Simulation world, DurableTaskClient client, String id) {
		Map<String, List<Integer>> received = new TreeMap<>();
		EventStreamTests.CLIENT_NAMES.forEach((name) -> received.put(name, List.of()));
		received.put(EventStreamTests.SENT, List.of());
		NewOrchestrationInstanceOptions options = new NewOrchestrationInstanceOptions().setInstanceId(id)
			.setInput(new EventConsumer.Progress(world.random().nextLong(), 0, EVENTS, received));
		if (world.random().nextInt(4) == 0) {
			options.setStartTime(world.clock().instant().plus(Duration.ofHours(1)));
		}
		client.scheduleNewOrchestrationInstance(EventConsumer.NAME, options);
	}

	private static void raiseSome(Simulation world, DurableTaskClient client, List<Raised> events) {
		for (int i = world.random().nextInt(12); i > 0 && !events.isEmpty(); i--) {
			Raised next = events.get(world.random().nextInt(events.size()));
			String name = Cases.any(next.name, world.random());
			client.raiseEvent(next.id, name, next.number, next.name + next.number);
			if (world.chance(0.1)) {
				raiseAgain(client, next, name);
			}
			if (++next.number == EVENTS) {
				events.remove(next);
			}
		}
	}

	private static void raiseAgain(DurableTaskClient client, Raised event, String name) {
		client.raiseEvent(event.id, name, event.number, event.name + event.number);
	}

	private static void suspendOrResume(DurableTaskClient client, String id, List<String> suspended) {
		try {
			if (suspended.remove(id)) {
				client.resumeInstance(id);
			}
			else {
				client.suspendInstance(id);
				suspended.add(id);
			}
		}
		catch (InstanceNotRunningException ex) {
			// It has all it needs
		}
	}

	@Test
	void eventsAreDroppedWhereTheOrchestratorSaysSoAndNowhereElse() {
		run("simulated events dropped", (world, cluster) -> {
			Map<String, Long> seeds = new LinkedHashMap<>();
			IntStream.range(0, CONSUMERS).forEach((n) -> seeds.put("phased-" + n, world.random().nextLong()));
			seeds.forEach((id, seed) -> cluster.client()
				.scheduleNewOrchestrationInstance(PhasedConsumer.NAME, PhasedConsumer.Progress.first(seed), id));
			cluster.start();
			Map<String, Integer> phases = new HashMap<>();
			awaitAll(cluster, List.copyOf(seeds.keySet()), (open) -> open.forEach((id) -> {
				Integer phase = cluster.client().getInstanceMetadata(id, false).readCustomStatusAs(Integer.class);
				if (phase != null && !phase.equals(phases.put(id, phase))) {
					raisePhase(world, cluster.client(), id, PhasedConsumer.Phase.of(seeds.get(id), phase));
				}
			}));
			seeds.forEach(
					(id, seed) -> assertThat(cluster.client().getInstanceMetadata(id, true).readOutputAs(List.class))
						.as(id)
						.isEqualTo(PhasedConsumer.expected(seed)));
		});
	}

	private static void raisePhase(Simulation world, DurableTaskClient client, String id, PhasedConsumer.Phase phase) {
		for (String name : PhasedConsumer.NAMES) {
			phase.data(name).forEach((data) -> client.raiseEvent(id, Cases.any(name, world.random()), data));
		}
		client.raiseEvent(id, PhasedConsumer.MARK);
	}

	private static void awaitAll(SimulatedCluster cluster, List<String> ids, Clients clients) {
		List<String> open = new ArrayList<>(ids);
		boolean all = cluster.passUntil(() -> {
			open.removeIf((id) -> cluster.client().getInstanceMetadata(id, false).isCompleted());
			if (!open.isEmpty()) {
				clients.act(List.copyOf(open));
			}
			return open.isEmpty();
		}, LONG);
		assertThat(all).as(() -> "these do not end: " + open.stream().map((id) -> describe(cluster, id)).toList())
			.isTrue();
	}

	private static String describe(SimulatedCluster cluster, String id) {
		OrchestrationMetadata metadata = cluster.client().getInstanceMetadata(id, true);
		return "\n" + metadata + " " + metadata.getParkedReason() + " " + cluster.client().getOrchestrationHistory(id);
	}

	/**
	 * A test.
	 */
	private interface Stream {

		void run(Simulation world, SimulatedCluster cluster);

	}

	/**
	 * What clients do now and then.
	 */
	private interface Clients {

		void act(List<String> open);

	}

	/**
	 * The events of one name for one instance.
	 */
	private static final class Raised {

		private final String id;

		private final String name;

		private int number;

		Raised(String id, String name) {
			this.id = id;
			this.name = name;
		}

	}

}
