package io.durable.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.client.DurableTaskClient;
import io.durable.hub.TaskHub;
import io.durable.worker.WorkerListener;

/**
 * HelloCities started from 16 threads, first start to last completion.
 */
final class HelloCitiesThroughput {

	private static final int STARTERS = 16;

	private static final long CALIBRATION_MILLIS = 2000;

	private final Database database;

	private final int instances;

	private final int runs;

	HelloCitiesThroughput(Database database, int instances, int runs) {
		this.database = database;
		this.instances = instances;
		this.runs = runs;
	}

	void run() throws Exception {
		System.out.printf("%n%s: %d HelloCities from %d threads; execution IDs are time-ordered UUIDs%n",
				this.database.name(), this.instances, STARTERS);
		System.out.println("   engine/s  bare SQL/s before, after   ratio   write tx each   turns per checkpoint");
		List<Double> ratios = new ArrayList<>();
		List<Double> rates = new ArrayList<>();
		BareSql bare = new BareSql(this.database);
		bare.run(CALIBRATION_MILLIS);
		for (int i = 0; i < this.runs; i++) {
			double before = bare.run(CALIBRATION_MILLIS);
			Result result = measure();
			double after = bare.run(CALIBRATION_MILLIS);
			double ratio = result.rate() / ((before + after) / 2);
			ratios.add(ratio);
			rates.add(result.rate());
			System.out.printf("%11.0f %12.0f, %.0f %16.2f %12.3f %16.1f%n", result.rate(), before, after, ratio,
					result.writeTransactions(), result.turnsPerCheckpoint());
		}
		System.out.printf("   median: %.0f/s, %.2f x bare SQL with one commit a turn%n", Quantiles.of(rates).median(),
				Quantiles.of(ratios).median());
	}

	private Result measure() throws Exception {
		Checkpoints checkpoints = new Checkpoints();
		CountDownLatch[] done = { new CountDownLatch(this.instances) };
		try (TaskHub hub = HelloCities.addTo(this.database.emptyHub())
			.addListener(checkpoints)
			.addListener(new WorkerListener() {

				@Override
				public void instanceChanged(String instanceId, String name, OrchestrationRuntimeStatus status) {
					if (status.isTerminal()) {
						done[0].countDown();
					}
				}

			})
			.build()) {
			hub.start();
			// A virtual machine that has just started measures its compiler
			start(hub.client(), this.instances, done[0]);
			done[0] = new CountDownLatch(this.instances);
			checkpoints.reset();
			long transactions = this.database.writeTransactions();
			long begin = System.nanoTime();
			start(hub.client(), this.instances, done[0]);
			double seconds = (System.nanoTime() - begin) / 1e9;
			double each = (this.database.writeTransactions() - transactions) / (double) this.instances;
			return new Result(this.instances / seconds, each, checkpoints.turnsEach());
		}
	}

	private static void start(DurableTaskClient client, int count, CountDownLatch done) throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(STARTERS);
		AtomicInteger left = new AtomicInteger(count);
		for (int i = 0; i < STARTERS; i++) {
			threads.execute(() -> {
				while (left.getAndDecrement() > 0) {
					client.scheduleNewOrchestrationInstance("HelloCities");
				}
			});
		}
		threads.shutdown();
		if (!done.await(Database.patience().toSeconds(), TimeUnit.SECONDS)) {
			throw new IllegalStateException(done.getCount() + " instances have not ended");
		}
	}

	private record Result(double rate, double writeTransactions, double turnsPerCheckpoint) {

	}

}
