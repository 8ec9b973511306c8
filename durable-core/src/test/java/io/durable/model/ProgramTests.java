package io.durable.model;

import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;

import io.durable.client.DurableTaskClient;
import io.durable.store.TaskHubStore;
import io.durable.testing.TestClock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Random programs do what a simple interpreter says, whatever stays in memory and
 * whatever goes wrong. A failure names the seed of its program:
 * {@code -Ddurable.model.program=<seed>} runs that one only, over and over;
 * {@code -Ddurable.model.seed=<seed>} repeats all programs of a run.
 */
public abstract class ProgramTests {

	private static final int AT_ONCE = 250;

	// The combinations of the test's parameters
	private static final int WAYS = 8;

	private static final Long ONLY = Long.getLong("durable.model.program");

	private static final long SEED = Long.getLong("durable.model.seed", System.nanoTime());

	/**
	 * Open an empty store.
	 * @param clock its clock, if it can take one
	 * @return the store, which the test closes
	 */
	protected abstract TaskHubStore open(InstantSource clock);

	/**
	 * Return how many programs to run in all.
	 * @return the number
	 */
	protected abstract int programs();

	@ParameterizedTest
	@CsvSource({ "OFF, true", "ON, true", "PARKED, true", "RANDOM, true", "OFF, false", "ON, false", "PARKED, false",
			"RANDOM, false" })
	void programsDoWhatTheReferenceSays(Kind kind, boolean calm) {
		System.out.printf("Seed of %s, %s, %s: %d%n", getClass().getSimpleName(), kind, calm ? "calm" : "disturbed",
				SEED);
		long begin = System.nanoTime();
		SplittableRandom random = new SplittableRandom(SEED + 2L * kind.ordinal() + (calm ? 1 : 0));
		TestClock clock = new TestClock();
		TaskHubStore store = open(clock);
		AtomicReference<DurableTaskClient> client = new AtomicReference<>();
		Activities activities = new Activities(client::get);
		try (DisturbedHub hub = new DisturbedHub(store, clock, activities.functions(), kind.residency(SEED), calm,
				random.nextLong())) {
			client.set(hub.client());
			hub.start();
			int count = (programs() + WAYS - 1) / WAYS;
			for (int done = 0; done < count; done += AT_ONCE) {
				Map<String, Scenario> scenarios = new LinkedHashMap<>();
				for (int i = done; i < Math.min(done + AT_ONCE, count); i++) {
					long seed = random.nextLong();
					scenarios.put("program-" + i, ProgramGenerator.generate((ONLY != null) ? ONLY : seed));
				}
				new ProgramBatch(store, hub, activities, calm).run(scenarios);
			}
			System.out.printf("%d programs in %d ms, %s%n", count, (System.nanoTime() - begin) / 1_000_000, hub);
		}
		finally {
			store.close();
		}
	}

}
