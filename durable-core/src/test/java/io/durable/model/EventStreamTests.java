package io.durable.model;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.client.DurableTaskClient;
import io.durable.client.InstanceNotRunningException;
import io.durable.client.NewOrchestrationInstanceOptions;
import io.durable.client.OrchestrationMetadata;
import io.durable.function.FunctionRegistry;
import io.durable.function.FunctionRegistry.ActivityFunction;
import io.durable.function.FunctionRegistry.OrchestratorFunction;
import io.durable.store.TaskHubStore;
import io.durable.testing.TestClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * External events and continue-as-new together lose nothing, double nothing and keep the
 * order, whatever stays in memory and whatever goes wrong.
 * {@code -Ddurable.model.seed=<seed>} does again what a run did.
 */
public abstract class EventStreamTests {

	private static final Duration STUCK = Duration.ofSeconds(60);

	static final List<String> CLIENT_NAMES = List.of("Alpha", "Beta", "Überweisung");

	// Events of this name come from another orchestration
	static final String SENT = "Sent";

	static final int EVENTS = 24;

	private static final long SEED = Long.getLong("durable.model.seed", System.nanoTime());

	private final TestClock clock = new TestClock();

	private final Set<String> generations = ConcurrentHashMap.newKeySet();

	private final ExecutorService threads = Executors.newFixedThreadPool(CLIENT_NAMES.size());

	/**
	 * Open an empty store.
	 * @param storeClock its clock, if it can take one
	 * @return the store, which the test closes
	 */
	protected abstract TaskHubStore open(InstantSource storeClock);

	/**
	 * Return how many consumers there are.
	 * @return the number
	 */
	protected abstract int consumers();

	/**
	 * Return whether the store remembers event IDs, so that events can be raised again.
	 * @return {@code true} by default
	 */
	protected boolean hasEventIds() {
		return true;
	}

	@AfterEach
	void stopThreads() {
		this.threads.shutdownNow();
	}

	/**
	 * Return the functions.
	 * @param generations takes the names of the generations that have come to their end
	 * @return the functions
	 */
	static FunctionRegistry functions(Set<String> generations) {
		FunctionRegistry functions = new FunctionRegistry();
		functions.add(new OrchestratorFunction(EventConsumer.NAME, (context) -> {
			Object received = EventConsumer.run(context);
			int generation = context.getInput(EventConsumer.Progress.class).generation();
			generations.add(context.getInstanceId() + " " + generation);
			return received;
		}, "test", null));
		functions.add(new OrchestratorFunction(PhasedConsumer.NAME, (context) -> {
			Object received = PhasedConsumer.run(context);
			int phase = context.getInput(PhasedConsumer.Progress.class).phase();
			generations.add(context.getInstanceId() + " " + phase);
			return received;
		}, "test", null));
		functions.add(new OrchestratorFunction("Producer", (context) -> {
			int sent = context.getInput(Integer.class);
			String receiver = context.getInstanceId().substring("producer-of-".length());
			for (int i = 0; i < 4; i++) {
				context.sendEvent(receiver, (i % 2 == 0) ? "sENT" : "Sent", sent + i);
				if (i == 1) {
					context.createTimer(Duration.ofMinutes(sent)).await();
				}
			}
			if (sent + 4 < EVENTS) {
				context.continueAsNew(sent + 4);
			}
			return null;
		}, "test", null));
		functions.add(new ActivityFunction(EventConsumer.ACTIVITY, (context) -> null, "test", null));
		return functions;
	}

	private void run(String what, Kind kind, Consumer<DisturbedHub> test) {
		System.out.printf("Seed of %s, %s, %s: %d%n", getClass().getSimpleName(), what, kind, SEED);
		long begin = System.nanoTime();
		TaskHubStore store = open(this.clock);
		try (DisturbedHub hub = new DisturbedHub(store, this.clock, functions(this.generations), kind.residency(SEED),
				false, SEED + kind.ordinal())) {
			test.accept(hub);
			System.out.printf("%d consumers in %d ms, %s%n", consumers(), (System.nanoTime() - begin) / 1_000_000, hub);
		}
		finally {
			store.close();
		}
	}

	@ParameterizedTest
	@EnumSource(Kind.class)
	void eachEventIsConsumedOnceAndInOrder(Kind kind) {
		run("events kept", kind, (hub) -> {
			SplittableRandom random = new SplittableRandom(SEED);
			List<String> ids = IntStream.range(0, consumers()).mapToObj((n) -> "consumer-" + n).toList();
			ids.forEach((id) -> startConsumer(hub.client(), id, random));
			List<Future<?>> raising = CLIENT_NAMES.stream()
				.<Future<?>>map((name) -> this.threads
					.submit(() -> raiseAll(hub.client(), ids, name, new SplittableRandom(SEED + name.hashCode()))))
				.toList();
			// Some events are there before anything runs
			pause();
			hub.start();
			ids.forEach((id) -> hub.client().scheduleNewOrchestrationInstance("Producer", 0, "producer-of-" + id));
			Set<String> suspended = new HashSet<>();
			awaitAll(hub, ids, (open) -> {
				suspendOrResume(hub.client(), open.get(random.nextInt(open.size())), suspended);
				if (raising.stream().allMatch(Future::isDone)) {
					List.copyOf(suspended).forEach((id) -> suspendOrResume(hub.client(), id, suspended));
				}
			});
			for (Future<?> future : raising) {
				assertThat(future).succeedsWithin(STUCK);
			}
			List<Integer> all = IntStream.range(0, EVENTS).boxed().toList();
			ids.forEach((id) -> {
				OrchestrationMetadata metadata = hub.client().getInstanceMetadata(id, true);
				assertThat(metadata.getRuntimeStatus())
					.as(() -> "%s, seed %d: %s".formatted(id, SEED, metadata.getFailureDetails()))
					.isEqualTo(OrchestrationRuntimeStatus.COMPLETED);
				assertThat(metadata.readOutputAs(Map.class)).as("%s, seed %d", id, SEED)
					.isEqualTo(Map.of("Alpha", all, "Beta", all, "Überweisung", all, SENT, all));
			});
		});
	}

	private void startConsumer(DurableTaskClient client, String id, SplittableRandom random) {
		Map<String, List<Integer>> received = new TreeMap<>();
		CLIENT_NAMES.forEach((name) -> received.put(name, List.of()));
		received.put(SENT, List.of());
		NewOrchestrationInstanceOptions options = new NewOrchestrationInstanceOptions().setInstanceId(id)
			.setInput(new EventConsumer.Progress(random.nextLong(), 0, EVENTS, received));
		if (random.nextInt(4) == 0) {
			options.setStartTime(this.clock.instant().plus(Duration.ofHours(1)));
		}
		client.scheduleNewOrchestrationInstance(EventConsumer.NAME, options);
	}

	// Each event, in order for each receiver; some again, at once or much later
	private void raiseAll(DurableTaskClient client, List<String> ids, String name, SplittableRandom random) {
		Map<String, Integer> raised = new LinkedHashMap<>();
		ids.forEach((id) -> raised.put(id, 0));
		List<String> open = new ArrayList<>(ids);
		while (!open.isEmpty()) {
			String id = open.get(random.nextInt(open.size()));
			int number = raised.merge(id, 1, Integer::sum) - 1;
			raise(client, id, name, number, random);
			while (hasEventIds() && random.nextInt(4) == 0) {
				raise(client, id, name, random.nextBoolean() ? number : random.nextInt(number + 1), random);
			}
			if (number + 1 == EVENTS) {
				open.remove(id);
			}
			if (random.nextInt(10) == 0) {
				LockSupport.parkNanos(random.nextInt(2_000_000));
			}
		}
	}

	private void raise(DurableTaskClient client, String id, String name, int number, SplittableRandom random) {
		try {
			client.raiseEvent(id, Cases.any(name, random), number, hasEventIds() ? name + number : null);
		}
		catch (InstanceNotRunningException ex) {
			// Then it must have been a repetition: the consumer has all
			assertThat(hasEventIds()).isTrue();
		}
	}

	private static void suspendOrResume(DurableTaskClient client, String id, Set<String> suspended) {
		try {
			if (suspended.remove(id)) {
				client.resumeInstance(id);
			}
			else if (suspended.size() < 10) {
				client.suspendInstance(id);
				suspended.add(id);
			}
		}
		catch (InstanceNotRunningException ex) {
			// It has all it needs
		}
	}

	@ParameterizedTest
	@EnumSource(Kind.class)
	void eventsAreDroppedWhereTheOrchestratorSaysSoAndNowhereElse(Kind kind) {
		run("events dropped", kind, (hub) -> {
			SplittableRandom random = new SplittableRandom(SEED);
			Map<String, Long> seeds = new LinkedHashMap<>();
			IntStream.range(0, consumers()).forEach((n) -> seeds.put("phased-" + n, random.nextLong()));
			seeds.forEach((id, seed) -> hub.client()
				.scheduleNewOrchestrationInstance(PhasedConsumer.NAME, PhasedConsumer.Progress.first(seed), id));
			Map<String, Integer> phases = new HashMap<>();
			hub.start();
			awaitAll(hub, List.copyOf(seeds.keySet()), (open) -> open.forEach((id) -> {
				Integer phase = hub.client().getInstanceMetadata(id, false).readCustomStatusAs(Integer.class);
				if (phase != null && !phase.equals(phases.put(id, phase))) {
					raisePhase(hub.client(), id, PhasedConsumer.Phase.of(seeds.get(id), phase));
				}
			}));
			seeds.forEach((id, seed) -> assertThat(hub.client().getInstanceMetadata(id, true).readOutputAs(List.class))
				.as("%s, seed %d", id, SEED)
				.isEqualTo(PhasedConsumer.expected(seed)));
		});
	}

	private void raisePhase(DurableTaskClient client, String id, PhasedConsumer.Phase phase) {
		List<Future<?>> raising = PhasedConsumer.NAMES.stream()
			.<Future<?>>map(
					(name) -> this.threads.submit(() -> phase.data(name)
						.forEach((data) -> client.raiseEvent(id, Cases.any(name, new SplittableRandom(data.hashCode())),
								data))))
			.toList();
		raising.forEach((future) -> assertThat(future).succeedsWithin(STUCK));
		client.raiseEvent(id, PhasedConsumer.MARK);
	}

	private static void pause() {
		LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
	}

	private void awaitAll(DisturbedHub hub, List<String> ids, Consumer<List<String>> eachTime) {
		List<String> open = new ArrayList<>(ids);
		long lastProgress = System.nanoTime();
		int ended = 0;
		while (!open.isEmpty()) {
			pause();
			hub.advance(Duration.ofMinutes(20));
			hub.disturb();
			eachTime.accept(List.copyOf(open));
			open.removeIf((id) -> hub.client().getInstanceMetadata(id, false).isCompleted());
			// All go on at the same pace, so none may end for a long time
			if (this.generations.size() > ended) {
				ended = this.generations.size();
				lastProgress = System.nanoTime();
			}
			assertThat(System.nanoTime() - lastProgress)
				.as(() -> "Seed %d, these do not end: %s %s%n%s".formatted(SEED, open,
						hub.client().getOrchestrationHistory(open.get(0)), hub.recordOf(open.get(0))))
				.isLessThan(STUCK.toNanos());
		}
	}

}
