package io.durable.benchmarks;

import java.util.ArrayList;
import java.util.List;

import io.durable.hub.TaskHub;

/**
 * HelloCities one at a time, start to completion as the client sees it.
 */
final class HelloCitiesLatency {

	private final Database database;

	private final int instances;

	HelloCitiesLatency(Database database, int instances) {
		this.database = database;
		this.instances = instances;
	}

	void run() throws Exception {
		List<Double> millis = new ArrayList<>();
		try (TaskHub hub = HelloCities.addTo(this.database.emptyHub()).build()) {
			hub.start();
			for (int i = 0; i < 2 * this.instances; i++) {
				long begin = System.nanoTime();
				String id = hub.client().scheduleNewOrchestrationInstance("HelloCities");
				hub.client().waitForInstanceCompletion(id, Database.patience(), false);
				// The first half warms up
				if (i >= this.instances) {
					millis.add((System.nanoTime() - begin) / 1e6);
				}
			}
		}
		List<Double> sorted = millis.stream().sorted().toList();
		System.out.printf("%n%s: HelloCities one at a time: p50 %.2f ms, p95 %.2f ms, p99 %.2f ms%n",
				this.database.name(), sorted.get(sorted.size() / 2), sorted.get(sorted.size() * 95 / 100),
				sorted.get(sorted.size() * 99 / 100));
	}

}
