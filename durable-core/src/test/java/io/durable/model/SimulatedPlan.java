package io.durable.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

import io.durable.client.DurableTaskClient;
import io.durable.simulation.Disturbances;
import io.durable.simulation.SimulatedCluster;
import io.durable.simulation.Simulation;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Programs, and a simulated cluster that runs them.
 *
 * @param seed of the order in which things happen
 * @param kind what stays in memory
 * @param disturbances what goes wrong
 * @param programs the seeds of the programs
 */
record SimulatedPlan(long seed, Kind kind, Disturbances disturbances, List<Long> programs) {

	static final int PROGRAMS = 25;

	private static final List<UnaryOperator<Disturbances>> FEWER = List.of((all) -> all.withNodes(1),
			(all) -> all.withNodes(2), Disturbances::withoutErrors, Disturbances::withoutFaults,
			Disturbances::withoutCrashes, Disturbances::withoutStops, Disturbances::withoutFreezes,
			Disturbances::withoutThefts, Disturbances::withoutInterleaving);

	/**
	 * Plan everything by a seed.
	 * @param seed the seed
	 * @return the plan
	 */
	static SimulatedPlan of(long seed) {
		SplittableRandom random = new SplittableRandom(seed);
		List<Long> programs = new ArrayList<>();
		for (int i = 0; i < PROGRAMS; i++) {
			programs.add(random.nextLong());
		}
		return new SimulatedPlan(seed, Kind.values()[random.nextInt(Kind.values().length)],
				Disturbances.all(1 + random.nextInt(3)), programs);
	}

	/**
	 * Run the programs, and compare what they do with what the reference says.
	 * @param world where they run
	 * @return what went wrong on the way
	 */
	String run(Simulation world) {
		AtomicReference<DurableTaskClient> client = new AtomicReference<>();
		Activities activities = new Activities(client::get);
		try (SimulatedCluster cluster = new SimulatedCluster(world, activities.functions(),
				this.kind.residency(this.seed), this.disturbances)) {
			client.set(cluster.client());
			Map<String, Scenario> scenarios = new LinkedHashMap<>();
			this.programs.forEach((program) -> scenarios.put("program-" + Long.toHexString(program),
					ProgramGenerator.generate(program)));
			cluster.start();
			new ProgramBatch(cluster.store(), new SimulatedCourse(cluster), activities, false).run(scenarios);
			cluster.close();
			assertThat(cluster.lostThreads()).as("threads that stay although all nodes have stopped").isZero();
			return cluster.toString();
		}
	}

	/**
	 * Run the programs in a world of their own.
	 * @return what is wrong, or {@code null}
	 */
	Throwable failure() {
		try {
			run(new Simulation(this.seed));
			return null;
		}
		catch (Throwable ex) {
			return ex;
		}
	}

	/**
	 * Look for less that fails too.
	 * @return the smallest plan that was found to fail
	 */
	SimulatedPlan shrunk() {
		SimulatedPlan smallest = this;
		boolean smaller = true;
		while (smaller) {
			SimulatedPlan next = smallest.smaller();
			smaller = next != null;
			smallest = smaller ? next : smallest;
		}
		return smallest;
	}

	private SimulatedPlan smaller() {
		for (int part = this.programs.size() / 2; part > 0; part /= 2) {
			for (int from = 0; from < this.programs.size(); from += part) {
				List<Long> rest = new ArrayList<>(this.programs);
				rest.subList(from, Math.min(from + part, rest.size())).clear();
				SimulatedPlan candidate = new SimulatedPlan(this.seed, this.kind, this.disturbances, rest);
				if (!rest.isEmpty() && candidate.failure() != null) {
					return candidate;
				}
			}
		}
		for (UnaryOperator<Disturbances> fewer : FEWER) {
			Disturbances changed = fewer.apply(this.disturbances);
			SimulatedPlan candidate = new SimulatedPlan(this.seed, this.kind, changed, this.programs);
			if (!changed.equals(this.disturbances) && changed.nodes() <= this.disturbances.nodes()
					&& candidate.failure() != null) {
				return candidate;
			}
		}
		return null;
	}

}
