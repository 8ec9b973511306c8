package io.durable.benchmarks;

import java.util.List;

/**
 * A node with a small heap gets far more starts than it can work off, is killed when half
 * of them have completed, and is started again.
 */
final class Backlog {

	private static final long STALLED_SECONDS = 120;

	private final Location location;

	private final int instances;

	private final Progress progress;

	Backlog(Location location, int instances) {
		this.location = location;
		this.instances = instances;
		this.progress = new Progress(instances);
	}

	void run() throws Exception {
		System.out.printf("%n%s: %d HelloCities started from %d threads of a node with a heap of %d MB%n",
				this.location.name(), this.instances, BacklogNode.STARTERS, NodeProcess.HEAP_MEGABYTES);
		try (Database database = this.location.open()) {
			database.emptyHub().build().close();
		}
		MemoryPeaks first = new MemoryPeaks();
		MemoryPeaks second = new MemoryPeaks();
		long killedAt = 0;
		try {
			follow(this.instances / 2, first);
			killedAt = System.nanoTime();
			follow(this.instances, second);
			verify();
		}
		finally {
			this.progress.print(killedAt);
			first.print("before the restart");
			second.print("after the restart");
		}
	}

	/**
	 * Start a node, and kill it when so many instances have completed, if it has not
	 * ended by itself.
	 * @param completed how many
	 * @param memory gets what it reports of its memory
	 * @throws Exception if it dies or stands still
	 */
	private void follow(int completed, MemoryPeaks memory) throws Exception {
		try (NodeProcess node = NodeProcess.start(BacklogNode.class, this.location, this.instances)) {
			long changed = System.nanoTime();
			while (completed == this.instances || this.progress.ended() < completed) {
				List<String> report = node.next(STALLED_SECONDS);
				if (report == null) {
					return;
				}
				memory.add(report);
				long now = System.nanoTime();
				long before = this.progress.ended();
				if ("progress".equals(report.get(0))) {
					this.progress.add(now, Long.parseLong(report.get(1)), Long.parseLong(report.get(2)));
				}
				if (this.progress.ended() > before) {
					changed = now;
				}
				else if (now - changed > STALLED_SECONDS * 1_000_000_000) {
					throw new IllegalStateException(
							"Nothing has completed for " + STALLED_SECONDS + " seconds, after " + before);
				}
			}
		}
	}

	private void verify() throws Exception {
		try (Database database = this.location.open()) {
			long all = database.number("SELECT COUNT(*) FROM durable_instance");
			long completed = database.number("SELECT COUNT(*) FROM durable_instance WHERE status = 'Completed'");
			long messages = database.number("SELECT COUNT(*) FROM durable_message");
			System.out.printf("   %d of %d completed; %d messages left%n", completed, all, messages);
			if (all != this.instances || completed != this.instances) {
				throw new IllegalStateException("Not all instances have completed");
			}
		}
	}

}
