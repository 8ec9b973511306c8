package io.durable.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Runs workloads. Without arguments all of them but the long ones:
 * {@code hello [instances] [runs]}, {@code latency}, {@code sequence} and
 * {@code generations [count]}.
 */
public final class Benchmarks {

	private Benchmarks() {
	}

	/**
	 * Run workloads.
	 * @param arguments which ones; see the description of the class
	 * @throws Exception if one cannot be run
	 */
	public static void main(String[] arguments) throws Exception {
		List<String> given = new ArrayList<>(List.of(arguments));
		String workload = given.isEmpty() ? "all" : given.remove(0).toLowerCase(Locale.ROOT);
		List<Integer> numbers = given.stream().map(Integer::valueOf).toList();
		System.out.printf("Java %s, %d processors, %s%n", Runtime.version(), Runtime.getRuntime().availableProcessors(),
				System.getProperty("os.name"));
		try (Databases databases = new Databases()) {
			String only = System.getProperty("database");
			for (Database database : databases.all()) {
				if (only == null || database.name().equalsIgnoreCase(only)) {
					run(workload, numbers, database);
				}
			}
		}
	}

	private static void run(String workload, List<Integer> numbers, Database database) throws Exception {
		boolean all = "all".equals(workload);
		if (all || "hello".equals(workload)) {
			new HelloCitiesThroughput(database, number(numbers, 0, 10_000), number(numbers, 1, 3)).run();
		}
		if (all || "latency".equals(workload)) {
			new HelloCitiesLatency(database, number(numbers, 0, 500)).run();
		}
		if (all || "sequence".equals(workload)) {
			new LongSequence(database, number(numbers, 0, 2000)).run();
		}
		if ("generations".equals(workload)) {
			new Generations(database, number(numbers, 0, 1_000_000)).run();
		}
	}

	private static int number(List<Integer> numbers, int index, int otherwise) {
		return (index < numbers.size()) ? numbers.get(index) : otherwise;
	}

}
