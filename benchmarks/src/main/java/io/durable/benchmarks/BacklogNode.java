package io.durable.benchmarks;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.hub.TaskHub;
import io.durable.worker.WorkerListener;

/**
 * The node of {@link Backlog}: starts what is still missing, works it off, and reports
 * {@code progress} with how many have completed and how many are started.
 */
public final class BacklogNode implements WorkerListener {

	static final int STARTERS = 64;

	private static final int SAMPLES = 10;

	private static final long REPORT_MILLIS = 50;

	private static final long MEMORY_NANOS = 10_000_000_000L;

	private final int instances;

	private final AtomicLong completed;

	private final AtomicLong started;

	private final NodeMemory memory = new NodeMemory();

	private BacklogNode(int instances, Database database) throws Exception {
		this.instances = instances;
		this.completed = new AtomicLong(
				database.number("SELECT COUNT(*) FROM durable_instance WHERE status = 'Completed'"));
		this.started = new AtomicLong(database.number("SELECT COUNT(*) FROM durable_instance"));
	}

	/**
	 * Run the node.
	 * @param arguments its database, which is name, URL and user, and the number of
	 * instances
	 * @throws Exception if it fails
	 */
	public static void main(String[] arguments) throws Exception {
		NodeReport.endWithParent();
		try (Database database = new Location(arguments[0], arguments[1], arguments[2]).open()) {
			new BacklogNode(Integer.parseInt(arguments[3]), database).run(database);
		}
	}

	private void run(Database database) throws Exception {
		try (TaskHub hub = HelloCities.addTo(database.hub()).addListener(this).build()) {
			NodeReport.say("progress", this.completed, this.started);
			hub.start();
			ExecutorService starters = Executors.newFixedThreadPool(STARTERS);
			AtomicLong left = new AtomicLong(this.instances - this.started.get());
			for (int i = 0; i < STARTERS; i++) {
				starters.execute(() -> {
					while (left.getAndDecrement() > 0) {
						hub.client().scheduleNewOrchestrationInstance("HelloCities");
						this.started.incrementAndGet();
					}
				});
			}
			starters.shutdown();
			report();
		}
	}

	private void report() throws Exception {
		long sampled = this.completed.get();
		long sampledAt = System.nanoTime();
		long done = sampled;
		while (done < this.instances) {
			Thread.sleep(REPORT_MILLIS);
			done = this.completed.get();
			NodeReport.say("progress", done, Math.max(done, this.started.get()));
			if (done - sampled >= this.instances / SAMPLES || System.nanoTime() - sampledAt > MEMORY_NANOS) {
				this.memory.report();
				sampled = done;
				sampledAt = System.nanoTime();
			}
		}
		this.memory.report();
	}

	@Override
	public void instanceChanged(String instanceId, String name, OrchestrationRuntimeStatus status) {
		if (status == OrchestrationRuntimeStatus.COMPLETED) {
			this.completed.incrementAndGet();
		}
	}

}
