package io.durable.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * Very many instances that wait for an event: what a node needs for them in memory and at
 * its start, and how long an event to any of them takes.
 */
final class Idle {

	private static final int SHARE = 10;

	private static final int STARTS = 3;

	private static final long PATIENCE_SECONDS = 120;

	private final Location location;

	private final int instances;

	private final int inputLength;

	private final int events;

	Idle(Location location, int instances, int inputLength, int events) {
		this.location = location;
		this.instances = instances;
		this.inputLength = inputLength;
		this.events = events;
	}

	void run() throws Exception {
		long seed = System.nanoTime();
		System.out.printf(
				"%n%s: %d instances that wait for an event, input of %d characters, nodes with a heap of %d MB, "
						+ "seed %d%n",
				this.location.name(), this.instances, this.inputLength, NodeProcess.HEAP_MEGABYTES, seed);
		try (Database database = this.location.open()) {
			database.emptyHub().build().close();
		}
		int few = this.instances / SHARE;
		follow("load", 0, few, this.inputLength);
		double withFew = starts(few, seed);
		follow("load", few, this.instances, this.inputLength);
		double withAll = starts(this.instances, seed + STARTS);
		System.out.printf("   start with %d / start with %d: %.2f%n", this.instances, few, withAll / withFew);
		follow("events", this.instances, this.events, seed + 2 * STARTS);
	}

	private double starts(int waiting, long seed) throws Exception {
		List<Double> owned = new ArrayList<>();
		List<Double> answered = new ArrayList<>();
		for (int i = 0; i < STARTS; i++) {
			for (List<String> report : follow("start", waiting, 1, seed + i)) {
				if ("started".equals(report.get(0))) {
					owned.add(Double.valueOf(report.get(1)));
					answered.add(Double.valueOf(report.get(2)));
				}
			}
		}
		System.out.printf(
				"   start with %d waiting, median of %d new processes: owns its partitions after %.0f ms, "
						+ "an event to one of them is answered after %.0f ms%n",
				waiting, STARTS, Quantiles.of(owned).median(), Quantiles.of(answered).median());
		return Quantiles.of(answered).median();
	}

	private List<List<String>> follow(Object... arguments) throws Exception {
		List<List<String>> reports = new ArrayList<>();
		MemoryPeaks memory = new MemoryPeaks();
		try (NodeProcess node = NodeProcess.start(IdleNode.class, this.location, arguments)) {
			for (List<String> report = node.next(PATIENCE_SECONDS); report != null; report = node
				.next(PATIENCE_SECONDS)) {
				memory.add(report);
				reports.add(report);
			}
		}
		finally {
			if (!"start".equals(arguments[0])) {
				memory.print(arguments[0].toString());
			}
		}
		return reports;
	}

}
