package io.durable.worker.checkpoint;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import io.durable.store.InDoubtException;
import io.durable.store.TransientStoreException;
import io.durable.store.TurnOutcome;
import io.durable.store.WorkerStore;
import io.durable.worker.memory.MemoryBudget;
import io.durable.worker.memory.Share;
import io.durable.worker.runtime.Loop;
import io.durable.worker.runtime.Report;
import io.durable.worker.runtime.WorkerEvents;
import io.durable.worker.runtime.WorkerRuntime;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits turns, many together: it never waits for more, but commits what has queued up
 * while the last commit ran. One commit is under way at a time. At low load whoever
 * brings a turn commits it; under load a thread of its own does. Every turn is ended,
 * whatever the store throws. Thread-safe.
 */
public final class Committer {

	private static final Logger logger = LoggerFactory.getLogger(Committer.class);

	private static final Duration IDLE = Duration.ofSeconds(10);

	private static final Duration FIRST_PAUSE = Duration.ofMillis(50);

	private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

	// How often the commit of a single turn may fail, although the store is there, before
	// the turn is given up
	private static final int MAX_FAILURES = 6;

	// How many times as long as a try in vain the pause after it is
	private static final int REST = 3;

	// So many turns, however small, take all memory for turns: what waits for its commit
	// delays what comes after it
	private static final int MAX_WAITING = 2_048;

	private final WorkerStore store;

	private final WorkerEvents events;

	private final WorkerRuntime runtime;

	private final MemoryBudget budget;

	private final CheckpointQueue queue;

	// Told when a checkpoint may have sent messages that nobody heard of
	private final Runnable lostTrack;

	private final FailedBatches failed = new FailedBatches();

	private final AtomicBoolean committing = new AtomicBoolean();

	private final Loop loop;

	private Duration pause = FIRST_PAUSE;

	private volatile boolean stopped;

	/**
	 * Create a committer.
	 * @param store the store
	 * @param events hears of checkpoints
	 * @param runtime the time
	 * @param budget takes what waits for its commit
	 * @param maxTurns how many turns a checkpoint has at most
	 * @param lostTrack called when a checkpoint may have sent messages that nobody has
	 * heard of
	 */
	public Committer(WorkerStore store, WorkerEvents events, WorkerRuntime runtime, MemoryBudget budget, int maxTurns,
			Runnable lostTrack) {
		this.store = store;
		this.events = events;
		this.runtime = runtime;
		this.budget = budget;
		this.queue = new CheckpointQueue(maxTurns);
		this.lostTrack = lostTrack;
		this.loop = runtime.loop("durable-committer", "commit", this::round);
	}

	public void start() {
		this.loop.start();
	}

	/**
	 * Commit a turn: here and now if that is welcome and nobody else commits, otherwise
	 * soon.
	 * @param turn the turn
	 * @param here whether the calling thread has nothing better to do
	 */
	public void submit(PendingTurn turn, boolean here) {
		WaitingTurn waiting = new WaitingTurn(turn, this.budget, this.budget.size(Share.CHECKPOINTS) / MAX_WAITING);
		try {
			this.queue.add(waiting);
		}
		catch (Throwable ex) {
			waiting.leave();
			throw ex;
		}
		if (this.stopped) {
			dropAll();
			return;
		}
		if (here && this.committing.compareAndSet(false, true)) {
			boolean done = false;
			try {
				done = commitNext();
			}
			finally {
				this.committing.set(false);
				if (!done || !this.queue.isEmpty()) {
					this.loop.wake();
				}
			}
		}
		else {
			this.loop.wake();
		}
	}

	// Returns whether nothing is left to try again
	private boolean commitNext() {
		Batch batch = this.queue.next();
		if (batch.size() == 0) {
			return true;
		}
		Batch again = commit(batch);
		if (again == null) {
			return true;
		}
		this.failed.add(again);
		if (this.stopped) {
			// Nobody tries it again
			dropAll();
		}
		return false;
	}

	private Duration round() {
		if (!this.committing.compareAndSet(false, true)) {
			// Whoever commits now wakes us at the end if something is left
			return IDLE;
		}
		try {
			Duration wait = retryFailed();
			if (wait != null) {
				return wait;
			}
			while (!this.queue.isEmpty() && !this.loop.isStopped()) {
				if (!commitNext()) {
					return this.pause;
				}
			}
			return (this.failed.size() > 0) ? FIRST_PAUSE : IDLE;
		}
		finally {
			this.committing.set(false);
		}
	}

	// Returns how long to wait before anything else is committed, or null for not at all
	private @Nullable Duration retryFailed() {
		for (int tries = this.failed.size(); tries > 0 && !this.loop.isStopped(); tries--) {
			Batch batch = this.failed.poll();
			if (batch == null) {
				break;
			}
			if (!retry(batch)) {
				this.failed.addFirst(batch);
				Duration wait = this.pause;
				this.pause = (wait.compareTo(LONGEST_PAUSE) < 0) ? wait.multipliedBy(2) : LONGEST_PAUSE;
				return wait;
			}
			this.pause = FIRST_PAUSE;
		}
		return null;
	}

	// Returns false if the store is not there
	private boolean retry(Batch batch) {
		if (batch.isTried() && batch.size() > 1) {
			if (!isStoreThere()) {
				return false;
			}
			// One of them may spoil it for the others
			this.failed.add(batch.firstHalf());
			this.failed.add(batch.secondHalf());
			return true;
		}
		long begin = this.runtime.nanoTime();
		Batch again = commit(batch);
		if (again == null) {
			return true;
		}
		if (!isStoreThere()) {
			return false;
		}
		if (again.size() > 1) {
			this.failed.add(again);
		}
		else {
			tryLater(again, this.runtime.nanoTime() - begin);
		}
		return true;
	}

	// The store is there, so it is the turn. What waits for it in vain must not be what
	// the node does most of the time
	private void tryLater(Batch single, long tried) {
		if (single.failures() >= MAX_FAILURES) {
			single.turns()
				.get(0)
				.end(TurnOutcome
					.rejected("Its commit has failed %d times, the last times alone, while the store answered: %s"
						.formatted(single.failures(), single.reason())));
			return;
		}
		this.failed.delay(single);
		Duration wait = FIRST_PAUSE.multipliedBy(1L << single.failures());
		this.runtime.schedule(() -> endDelay(single), wait.plusNanos(REST * tried));
	}

	private void endDelay(Batch batch) {
		if (this.failed.endDelay(batch)) {
			this.loop.wake();
		}
	}

	private boolean isStoreThere() {
		try {
			this.store.currentTime();
			return true;
		}
		catch (TransientStoreException ex) {
			return false;
		}
		catch (Throwable ex) {
			Report.error(logger, "The store does not tell the time", ex);
			return false;
		}
	}

	// Returns the batch if it is to be tried again
	private @Nullable Batch commit(Batch batch) {
		try {
			long begin = this.runtime.nanoTime();
			List<TurnOutcome> outcomes = this.store.commit(batch.checkpoint());
			Duration duration = Duration.ofNanos(this.runtime.nanoTime() - begin);
			if (outcomes.size() != batch.size()) {
				throw new IllegalStateException(
						"The store said what became of %d turns out of %d".formatted(outcomes.size(), batch.size()));
			}
			for (int i = 0; i < batch.size(); i++) {
				batch.turns().get(i).end(outcomes.get(i));
			}
			this.events.checkpointCommitted(batch.size(), duration);
			return null;
		}
		catch (TransientStoreException ex) {
			Report.warn(logger, "A checkpoint of {} turns is not committed yet, it is tried again: {}", batch.size(),
					ex.getMessage());
			return batch.failedAgain(String.valueOf(ex.getMessage()));
		}
		catch (InDoubtException ex) {
			Report.warn(logger,
					"It is unknown whether a checkpoint of {} turns is committed: what is stored is read again. {}",
					batch.size(), ex.getMessage());
			lostTrack(batch, ex);
			return null;
		}
		catch (Throwable ex) {
			Report.error(logger, "A checkpoint of {} turns failed: what is stored is read again", batch.size(), ex);
			lostTrack(batch, ex);
			return null;
		}
	}

	private void lostTrack(Batch batch, Throwable failure) {
		try {
			this.lostTrack.run();
		}
		finally {
			drop(batch, failure);
		}
	}

	// Without an iterator: there may be no memory for one
	private static void drop(Batch batch, Throwable failure) {
		for (int i = 0; i < batch.size(); i++) {
			batch.turns().get(i).drop(failure);
		}
	}

	/**
	 * Commit nothing more. What waits is dropped: the next owner goes on from what is
	 * stored.
	 */
	public void stop() {
		this.loop.stop();
		this.stopped = true;
		dropAll();
	}

	private void dropAll() {
		Throwable reason = new IllegalStateException("The worker has stopped");
		Batch batch = this.queue.next();
		while (batch.size() > 0) {
			drop(batch, reason);
			batch = this.queue.next();
		}
		this.failed.removeAll().forEach((failedBatch) -> drop(failedBatch, reason));
	}

}
