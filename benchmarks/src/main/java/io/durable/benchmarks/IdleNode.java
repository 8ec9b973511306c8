package io.durable.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.durable.client.DurableTaskClient;
import io.durable.client.NewOrchestrationInstanceOptions;
import io.durable.hub.TaskHub;

/**
 * A node of {@link Idle}, which does one of three things: {@code load} adds waiting
 * instances, {@code start} reports how long its start took, and {@code events} measures
 * events to instances taken at random.
 */
public final class IdleNode {

	private static final int STARTERS = 64;

	private static final long REPORT_MILLIS = 500;

	private static final long MEMORY_NANOS = 10_000_000_000L;

	private static final long CACHE_ALLOWANCE_MEGABYTES = 50;

	private final Database database;

	private final NodeMemory memory = new NodeMemory();

	private IdleNode(Database database) {
		this.database = database;
	}

	/**
	 * Run the node.
	 * @param arguments its database, which is name, URL and user, what to do, and the
	 * numbers for it
	 * @throws Exception if it fails
	 */
	public static void main(String[] arguments) throws Exception {
		NodeReport.endWithParent();
		long begin = System.nanoTime();
		try (Database database = new Location(arguments[0], arguments[1], arguments[2]).open()) {
			IdleNode node = new IdleNode(database);
			try (TaskHub hub = database.hub()
				.addOrchestration("Wait", (context) -> context.waitForExternalEvent("go", null, String.class).await())
				.build()) {
				hub.start();
				switch (arguments[3]) {
					case "load" -> node.load(hub, Integer.parseInt(arguments[4]), Integer.parseInt(arguments[5]),
							Integer.parseInt(arguments[6]));
					case "start" ->
						node.start(hub, begin, Integer.parseInt(arguments[4]), Long.parseLong(arguments[6]));
					case "events" -> node.events(hub, Integer.parseInt(arguments[4]), Integer.parseInt(arguments[5]),
							Long.parseLong(arguments[6]));
					default -> throw new IllegalArgumentException(arguments[3]);
				}
			}
		}
	}

	private void load(TaskHub hub, int from, int to, int inputLength) throws Exception {
		long begin = System.nanoTime();
		String input = "x".repeat(inputLength);
		ExecutorService starters = Executors.newFixedThreadPool(STARTERS);
		AtomicInteger next = new AtomicInteger(from);
		for (int i = 0; i < STARTERS; i++) {
			starters.execute(() -> {
				for (int n = next.getAndIncrement(); n < to; n = next.getAndIncrement()) {
					hub.client()
						.scheduleNewOrchestrationInstance("Wait",
								new NewOrchestrationInstanceOptions().setInstanceId(id(n)).setInput(input));
				}
			});
		}
		starters.shutdown();
		long sampledAt = System.nanoTime();
		while (!starters.awaitTermination(REPORT_MILLIS, TimeUnit.MILLISECONDS) || pending() > 0) {
			NodeReport.say("pending", pending());
			if (System.nanoTime() - sampledAt > MEMORY_NANOS) {
				this.memory.report();
				sampledAt = System.nanoTime();
			}
			Thread.sleep(REPORT_MILLIS / 10);
		}
		double seconds = (System.nanoTime() - begin) / 1e9;
		System.out.printf("   loaded %d in %.1f s by %d threads of the client, %.0f/s%n", to - from, seconds, STARTERS,
				(to - from) / seconds);
		heap(hub, "loaded");
	}

	private long pending() throws Exception {
		return this.database.number("SELECT COUNT(*) FROM durable_instance WHERE status = 'Pending'");
	}

	private void start(TaskHub hub, long begin, int waiting, long seed) throws Exception {
		int partitions = (int) this.database.number("SELECT partition_count FROM durable_meta");
		while (hub.ownedPartitions().size() < partitions) {
			Thread.sleep(1);
		}
		double owned = (System.nanoTime() - begin) / 1e6;
		answer(hub.client(), new Random(seed).nextInt(waiting));
		NodeReport.say("started", owned, (System.nanoTime() - begin) / 1e6);
	}

	private void events(TaskHub hub, int waiting, int count, long seed) throws Exception {
		heap(hub, "started");
		// The first half warms up
		List<Integer> receivers = new Random(seed).ints(0, waiting)
			.distinct()
			.limit(Math.min(2L * count, waiting / 2))
			.boxed()
			.toList();
		List<Double> millis = new ArrayList<>();
		for (int i = 0; i < receivers.size(); i++) {
			NodeReport.say("event", i);
			double latency = answer(hub.client(), receivers.get(i));
			if (latency > 0 && i >= receivers.size() / 2) {
				millis.add(latency);
			}
		}
		Quantiles latency = Quantiles.of(millis);
		System.out.printf("   event to one of %d at random, %d times: p50 %.2f ms, p99 %.2f ms, most %.2f ms%n",
				waiting, millis.size(), latency.median(), latency.percentile(99), latency.percentile(100));
		heap(hub, "had its events");
	}

	/**
	 * Send an event and wait until its instance has completed.
	 * @param client the client
	 * @param number the number of the instance
	 * @return how long it took in milliseconds, 0 if the instance had completed before
	 * @throws Exception if it does not complete
	 */
	private static double answer(DurableTaskClient client, int number) throws Exception {
		if (!client.getInstanceMetadata(id(number), false).isRunning()) {
			return 0;
		}
		long begin = System.nanoTime();
		client.raiseEvent(id(number), "go", "now");
		client.waitForInstanceCompletion(id(number), Database.patience(), false);
		return (System.nanoTime() - begin) / 1e6;
	}

	private void heap(TaskHub hub, String when) throws Exception {
		double live = MemoryPeaks.megabytes(this.memory.report());
		double cache = MemoryPeaks.megabytes(hub.options().residency().maxHistoryBytes());
		System.out.printf("   heap after a full collection when it has %s: %.0f MB; cache %.0f MB + %d MB = %.0f MB%n",
				when, live, cache, CACHE_ALLOWANCE_MEGABYTES, cache + CACHE_ALLOWANCE_MEGABYTES);
	}

	private static String id(int number) {
		return "wait-" + number;
	}

}
