package io.durable.worker;

import java.util.SplittableRandom;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.durable.store.PartitionLease;
import io.durable.store.StoredInstance;
import io.durable.store.WorkerStore.LoadedInstance;
import org.jspecify.annotations.Nullable;

/**
 * The round that every instance goes: turn, checkpoint, what follows from it.
 * Thread-safe.
 */
final class TurnCycle {

	private static final long TRY_AGAIN_MILLIS = 250;

	private final WorkerParts parts;

	private final ThreadPoolExecutor turnThreads;

	private final ScheduledExecutorService scheduler;

	private final Residency residency;

	private final ResidentHistories histories;

	private final @Nullable SplittableRandom random;

	TurnCycle(WorkerParts parts, ThreadPoolExecutor turnThreads, ScheduledExecutorService scheduler,
			Residency residency) {
		this.parts = parts;
		this.turnThreads = turnThreads;
		this.scheduler = scheduler;
		this.residency = residency;
		this.histories = new ResidentHistories(residency.maxHistoryBytes());
		this.random = residency.randomSeed().isPresent() ? new SplittableRandom(residency.randomSeed().getAsLong())
				: null;
	}

	void schedule(Runnable turn) {
		this.parts.pending().begin();
		try {
			this.turnThreads.execute(() -> {
				try {
					turn.run();
				}
				finally {
					this.parts.pending().end();
				}
			});
		}
		catch (RejectedExecutionException ex) {
			// The worker has stopped: the next owner goes on from what is stored
			this.parts.pending().end();
		}
	}

	void scheduleLater(Runnable turn) {
		try {
			this.scheduler.schedule(() -> schedule(turn), TRY_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
		}
		catch (RejectedExecutionException ex) {
			// As above
		}
	}

	/**
	 * Let a turn go on elsewhere: the calling thread is lost for ever, so the pool gets
	 * another one.
	 * @param turn the turn
	 */
	void replaceThread(Runnable turn) {
		synchronized (this.turnThreads) {
			int threads = this.turnThreads.getMaximumPoolSize() + 1;
			this.turnThreads.setMaximumPoolSize(threads);
			this.turnThreads.setCorePoolSize(threads);
		}
		schedule(turn);
		this.parts.pending().end();
	}

	boolean evictsNow() {
		if (this.random == null) {
			return false;
		}
		synchronized (this.random) {
			return this.random.nextBoolean();
		}
	}

	boolean keepsHistories() {
		return this.residency.maxHistoryBytes() > 0;
	}

	ResidentHistories histories() {
		return this.histories;
	}

	ParkedThreads parkedThreads() {
		return this.parts.parkedThreads();
	}

	TurnRunner runner() {
		return this.parts.runner();
	}

	@Nullable LoadedInstance load(PartitionLease lease, String instanceId) {
		LoadedInstance loaded = this.parts.store().load(lease, instanceId);
		if (loaded != null) {
			this.parts.listeners().historyRead(loaded.history().size());
		}
		return loaded;
	}

	void commit(Turn turn) {
		this.parts.pending().begin();
		this.parts.committer().submit(turn);
	}

	void leaseLost(PartitionLease lease) {
		this.parts.partitions().drop(lease);
	}

	/**
	 * Let what a dropped turn had taken from the store be read again.
	 * @param turn the turn
	 */
	void readAgain(Turn turn) {
		this.parts.timers().forget(turn.commit().removedTimers());
		this.parts.inbox().sweep();
	}

	/**
	 * Do what follows from a committed turn.
	 * @param turn the turn
	 * @param state the state of the instance, or {@code null} if it is of no more
	 * interest
	 */
	void afterCommit(Turn turn, @Nullable InstanceState state) {
		this.parts.timers().forget(turn.commit().removedTimers());
		this.parts.timers().add(turn.commit().newTimers());
		Partition partition = turn.actor().partition();
		String instanceId = turn.actor().instanceId();
		for (Turn.ScheduledActivity activity : turn.activities()) {
			this.parts.activities().start(partition, instanceId, activity.executionId(), activity.call());
		}
		StoredInstance row = turn.rowAfter();
		if (row != null) {
			turn.children().forEach((child) -> this.parts.children().start(partition, row, child));
		}
		if (turn.recover() && state != null) {
			state.openActivities()
				.forEach((activity) -> this.parts.activities()
					.start(partition, instanceId, state.executionOf(activity.taskId()), activity));
			state.openGivenChildren().forEach((child) -> this.parts.children().start(partition, state.row(), child));
		}
		if (row != null) {
			this.parts.listeners().instanceChanged(turn, row);
		}
	}

}
