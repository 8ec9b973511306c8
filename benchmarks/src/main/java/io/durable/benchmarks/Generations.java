package io.durable.benchmarks;

import io.durable.hub.TaskHub;

/**
 * An eternal orchestration, one activity in each generation: the rows that it leaves must
 * not grow.
 */
final class Generations {

	private final Database database;

	private final int generations;

	Generations(Database database, int generations) {
		this.database = database;
		this.generations = generations;
	}

	void run() throws Exception {
		try (TaskHub hub = this.database.emptyHub()
			.addActivity("CleanUp", (context) -> null)
			.addOrchestration("Eternal", (context) -> {
				Integer left = context.getInput(Integer.class);
				context.callActivity("CleanUp").await();
				if (left != null && left > 1) {
					context.continueAsNew(left - 1);
				}
				return null;
			})
			.build()) {
			hub.start();
			long begin = System.nanoTime();
			String id = hub.client().scheduleNewOrchestrationInstance("Eternal", this.generations);
			hub.client().waitForInstanceCompletion(id, Database.patience().multipliedBy(6), false);
			double seconds = (System.nanoTime() - begin) / 1e9;
			System.out.printf(
					"%n%s: %d generations, %.0f/s; rows left: %d instance, %d history, %d messages, %d timers%n",
					this.database.name(), this.generations, this.generations / seconds,
					this.database.number("SELECT COUNT(*) FROM durable_instance"),
					this.database.number("SELECT COUNT(*) FROM durable_history"),
					this.database.number("SELECT COUNT(*) FROM durable_message"),
					this.database.number("SELECT COUNT(*) FROM durable_timer"));
		}
	}

}
