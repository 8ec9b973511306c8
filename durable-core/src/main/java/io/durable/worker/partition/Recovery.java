package io.durable.worker.partition;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

import io.durable.store.WorkerStore;
import io.durable.worker.runtime.Loop;
import io.durable.worker.runtime.WorkerRuntime;
import org.jspecify.annotations.Nullable;

/**
 * Goes on where the former owner of a partition left off: looks at its instances with
 * open work, some at a time, however many there are. Thread-safe.
 */
public final class Recovery {

	private static final int PAGE = 100;

	private static final Duration SOON = Duration.ofMillis(10);

	private static final Duration IDLE = Duration.ofSeconds(10);

	private final WorkerStore store;

	private final Queue<Cursor> cursors = new ArrayDeque<>();

	private final Loop loop;

	public Recovery(WorkerStore store, WorkerRuntime runtime) {
		this.store = store;
		this.loop = runtime.loop("durable-recovery", "look at instances with open work", this::round);
	}

	public void start() {
		this.loop.start();
	}

	/**
	 * Look at the instances of a partition that was just taken.
	 * @param partition the partition
	 */
	public void recover(Partition partition) {
		synchronized (this.cursors) {
			this.cursors.add(new Cursor(partition, null));
		}
		this.loop.wake();
	}

	private Duration round() {
		int open;
		synchronized (this.cursors) {
			open = this.cursors.size();
		}
		boolean waits = false;
		for (; open > 0 && !this.loop.isStopped(); open--) {
			Cursor cursor = poll();
			if (cursor == null) {
				break;
			}
			Cursor next = cursor;
			try {
				next = step(cursor);
			}
			finally {
				if (next != null) {
					put(next);
					waits = true;
				}
			}
		}
		return waits ? SOON : IDLE;
	}

	private @Nullable Cursor poll() {
		synchronized (this.cursors) {
			return this.cursors.poll();
		}
	}

	private void put(Cursor cursor) {
		synchronized (this.cursors) {
			this.cursors.add(cursor);
		}
	}

	// Returns where to go on, or null at the end
	private @Nullable Cursor step(Cursor cursor) {
		Partition partition = cursor.partition();
		if (partition.recovering() >= PAGE) {
			return cursor;
		}
		List<String> page = this.store.openInstances(partition.partition(), cursor.after(), PAGE);
		for (String instanceId : page) {
			if (!partition.recover(instanceId)) {
				return null;
			}
		}
		return (page.size() < PAGE) ? null : new Cursor(partition, page.get(page.size() - 1));
	}

	public void stop() {
		this.loop.stop();
	}

	private record Cursor(Partition partition, @Nullable String after) {

	}

}
