package io.durable.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Runs workloads. Without arguments all of them but the long ones:
 * {@code hello [instances] [runs]}, {@code latency [instances]} and
 * {@code sequence [activities]}. The long ones are {@code generations [count]},
 * {@code backlog [instances]}, {@code idle [instances] [input length] [events]} and
 * {@code lists [instances]}. A number that is 0 stands for the default.
 */
public final class Benchmarks {

	private static final String ALL = "all";

	private static final int HUNDRED_THOUSAND = 100_000;

	private static final int MILLION = 1_000_000;

	private Benchmarks() {
	}

	/**
	 * Run workloads.
	 * @param arguments which ones; see the description of the class
	 * @throws Exception if the databases cannot be started
	 */
	public static void main(String[] arguments) throws Exception {
		List<String> given = new ArrayList<>(List.of(arguments));
		String workload = given.isEmpty() ? ALL : given.remove(0).toLowerCase(Locale.ROOT);
		List<Integer> numbers = given.stream()
			.flatMap((argument) -> Stream.of(argument.split(",")))
			.map(Integer::valueOf)
			.toList();
		String only = System.getProperty("database", ALL);
		System.out.printf("Java %s, %d processors, %s%n", Runtime.version(), Runtime.getRuntime().availableProcessors(),
				System.getProperty("os.name"));
		boolean failed = false;
		try (Databases databases = new Databases()) {
			for (Location location : databases.all()) {
				if (ALL.equalsIgnoreCase(only) || location.name().equalsIgnoreCase(only)) {
					failed |= !succeeds(workload, numbers, location);
				}
			}
		}
		if (failed) {
			System.exit(1);
		}
	}

	private static boolean succeeds(String workload, List<Integer> numbers, Location location) {
		try {
			run(workload, numbers, location);
			return true;
		}
		catch (Exception ex) {
			// The other database is measured all the same
			System.out.printf("%s: %s FAILED: %s%n", location.name(), workload, ex);
			return false;
		}
	}

	private static void run(String workload, List<Integer> numbers, Location location) throws Exception {
		switch (workload) {
			case "backlog" -> new Backlog(location, number(numbers, 0, MILLION)).run();
			case "idle" ->
				new Idle(location, number(numbers, 0, MILLION), number(numbers, 1, 100), number(numbers, 2, 1000))
					.run();
			default -> {
				try (Database database = location.open()) {
					runHere(workload, numbers, database);
				}
			}
		}
	}

	private static void runHere(String workload, List<Integer> numbers, Database database) throws Exception {
		boolean all = ALL.equals(workload);
		if (all || "hello".equals(workload)) {
			new HelloCitiesThroughput(database, number(numbers, 0, 10_000), number(numbers, 1, 3)).run();
		}
		if (all || "latency".equals(workload)) {
			new HelloCitiesLatency(database, number(numbers, 0, 500)).run();
		}
		if (all || "sequence".equals(workload)) {
			new LongSequence(database, number(numbers, 0, 2000)).run();
		}
		if ("lists".equals(workload)) {
			new Lists(database, number(numbers, 0, "H2".equals(database.name()) ? HUNDRED_THOUSAND : MILLION)).run();
		}
		if ("generations".equals(workload)) {
			new Generations(database, number(numbers, 0, MILLION)).run();
		}
	}

	private static int number(List<Integer> numbers, int index, int otherwise) {
		return (index < numbers.size() && numbers.get(index) > 0) ? numbers.get(index) : otherwise;
	}

}
