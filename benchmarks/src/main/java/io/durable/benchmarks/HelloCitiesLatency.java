package io.durable.benchmarks;

import java.util.ArrayList;
import java.util.List;

import io.durable.hub.TaskHub;

/**
 * HelloCities one at a time, start to completion as the client sees it, each after the
 * five commits of the same rows in bare SQL on one connection.
 */
final class HelloCitiesLatency {

	private final Database database;

	private final int instances;

	HelloCitiesLatency(Database database, int instances) {
		this.database = database;
		this.instances = instances;
	}

	void run() throws Exception {
		List<Double> engine = new ArrayList<>();
		List<Double> bare = new ArrayList<>();
		try (TaskHub hub = HelloCities.addTo(this.database.emptyHub()).build();
				BareSql.Writer writer = new BareSql(this.database).writer()) {
			hub.start();
			for (int i = 0; i < 2 * this.instances; i++) {
				long begin = System.nanoTime();
				writer.write(i);
				long between = System.nanoTime();
				String id = hub.client().scheduleNewOrchestrationInstance("HelloCities");
				hub.client().waitForInstanceCompletion(id, Database.patience(), false);
				long end = System.nanoTime();
				// The first half warms up
				if (i >= this.instances) {
					bare.add((between - begin) / 1e6);
					engine.add((end - between) / 1e6);
				}
			}
		}
		print(Quantiles.of(engine), Quantiles.of(bare));
	}

	private void print(Quantiles engine, Quantiles bare) {
		System.out.printf("%n%s: %d HelloCities one at a time, in turn with five bare serial commits%n",
				this.database.name(), this.instances);
		System.out.println("                 p50 ms   p95 ms   p99 ms   p99 / p50");
		print("engine", engine);
		print("bare commits", bare);
		System.out.printf("   ratio of the medians: %.2f x five bare commits%n", engine.median() / bare.median());
	}

	private static void print(String what, Quantiles values) {
		System.out.printf("   %-12s %8.2f %8.2f %8.2f %11.2f%n", what, values.median(), values.percentile(95),
				values.percentile(99), values.percentile(99) / values.median());
	}

}
