package io.durable.model;

import java.time.Duration;

import io.durable.simulation.Simulation;
import io.durable.simulation.SimulationRuns;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link ProgramTests} in a simulated cluster: its nodes crash, stop, stand still and
 * lose their leases, its store fails in all ways, and the order in which things happen
 * follows from a seed.
 */
class SimulatedProgramTests {

	private static final Duration AS_MANY_AS_FIT = Duration.ofSeconds(40);

	@Test
	void programsDoWhatTheReferenceSays() {
		long begin = System.nanoTime();
		long runs = SimulationRuns.run("simulated programs", AS_MANY_AS_FIT, this::run);
		System.out.printf("%d programs in %d simulated clusters in %d ms%n", runs * SimulatedPlan.PROGRAMS, runs,
				(System.nanoTime() - begin) / 1_000_000);
	}

	private void run(long seed) {
		SimulatedPlan plan = SimulatedPlan.of(seed);
		Throwable failure = plan.failure();
		if (failure != null) {
			SimulatedPlan shrunk = plan.shrunk();
			Simulation world = new Simulation(shrunk.seed());
			try {
				shrunk.run(world);
			}
			catch (Throwable ex) {
				throw new AssertionError("-Ddurable.simulation.seed=%d fails; so does %s, whose last steps are: %s"
					.formatted(seed, shrunk, world.trace()), ex);
			}
			throw new AssertionError("-Ddurable.simulation.seed=%d fails, but not again".formatted(seed), failure);
		}
	}

	@Test
	void theSameSeedTakesTheSameCourse() {
		for (long seed = 1; seed <= 6; seed++) {
			Simulation first = new Simulation(seed);
			Simulation second = new Simulation(seed);
			String course = SimulatedPlan.of(seed).run(first);
			assertThat(SimulatedPlan.of(seed).run(second)).isEqualTo(course);
			assertThat(second.hash()).as("%s, seed %d", course, seed).isEqualTo(first.hash());
			assertThat(first.steps()).isGreaterThan(10 * SimulatedPlan.PROGRAMS);
		}
	}

}
