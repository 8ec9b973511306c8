package io.durable.benchmarks;

import io.durable.hub.TaskHub;
import org.jspecify.annotations.Nullable;

/**
 * One orchestration of many activities in sequence, and of twice as many: the time must
 * grow with the number, not with its square.
 */
final class LongSequence {

	private final Database database;

	private final int activities;

	LongSequence(Database database, int activities) {
		this.database = database;
		this.activities = activities;
	}

	void run() throws Exception {
		try (TaskHub hub = this.database.emptyHub()
			.addActivity("Next", (context) -> next(context.getInput(Integer.class)))
			.addOrchestration("Sequence", (context) -> {
				Integer last = context.getInput(Integer.class);
				int n = 0;
				while (last != null && n < last) {
					n = context.callActivity("Next", n, Integer.class).await();
				}
				return n;
			})
			.build()) {
			hub.start();
			measure(hub, this.activities / 2);
			double once = measure(hub, this.activities);
			double twice = measure(hub, 2 * this.activities);
			System.out.printf("%n%s: %d activities in sequence %.2f s, %d %.2f s: %.2f times as long%n",
					this.database.name(), this.activities, once, 2 * this.activities, twice, twice / once);
		}
	}

	private static int next(@Nullable Integer n) {
		return (n != null) ? n + 1 : 1;
	}

	private static double measure(TaskHub hub, int count) throws Exception {
		long begin = System.nanoTime();
		String id = hub.client().scheduleNewOrchestrationInstance("Sequence", count);
		hub.client().waitForInstanceCompletion(id, Database.patience(), false);
		return (System.nanoTime() - begin) / 1e9;
	}

}
