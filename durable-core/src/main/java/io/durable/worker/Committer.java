package io.durable.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.durable.store.Checkpoint;
import io.durable.store.InDoubtException;
import io.durable.store.TransientStoreException;
import io.durable.store.TurnOutcome;
import io.durable.store.WorkerStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits turns, many together: it never waits for more, but commits what has queued up
 * while the last commit ran. At low load that is one turn, under load hundreds.
 */
final class Committer {

	private static final Logger logger = LoggerFactory.getLogger(Committer.class);

	private static final long FIRST_PAUSE = 50;

	private static final long LONGEST_PAUSE = 2000;

	private final BlockingQueue<Turn> queue = new LinkedBlockingQueue<>();

	private final WorkerStore store;

	private final WorkerListeners listeners;

	private final PendingWork pending;

	private final int maxTurns;

	private final Thread thread;

	private volatile boolean stopped;

	Committer(WorkerStore store, WorkerListeners listeners, PendingWork pending, int maxTurns) {
		this.store = store;
		this.listeners = listeners;
		this.pending = pending;
		this.maxTurns = maxTurns;
		this.thread = new Thread(this::run, "durable-committer");
		this.thread.setDaemon(true);
	}

	void start() {
		this.thread.start();
	}

	void submit(Turn turn) {
		this.queue.add(turn);
	}

	private void run() {
		List<Turn> batch = new ArrayList<>(this.maxTurns);
		while (!this.stopped) {
			try {
				batch.add(this.queue.take());
				this.queue.drainTo(batch, this.maxTurns - 1);
				commit(batch);
			}
			catch (InterruptedException ex) {
				// Only stop interrupts, and the loop sees that
			}
			finally {
				batch.forEach((turn) -> this.pending.end());
				batch.clear();
			}
		}
	}

	private void commit(List<Turn> turns) throws InterruptedException {
		long pause = FIRST_PAUSE;
		while (!this.stopped) {
			try {
				tryCommit(turns);
				return;
			}
			catch (TransientStoreException ex) {
				logger.warn("A checkpoint of {} turns is not committed yet, it is tried again in {} ms: {}",
						turns.size(), pause, ex.getMessage());
				TimeUnit.MILLISECONDS.sleep(pause);
				pause = Math.min(2 * pause, LONGEST_PAUSE);
			}
			catch (InDoubtException ex) {
				logger.warn(
						"It is unknown whether a checkpoint of {} turns is committed: what is stored is read again. {}",
						turns.size(), ex.getMessage());
				turns.forEach((turn) -> guard(turn, () -> turn.actor().reload(turn)));
				return;
			}
			catch (RuntimeException ex) {
				logger.error("A checkpoint of {} turns failed: what is stored is read again", turns.size(), ex);
				TimeUnit.MILLISECONDS.sleep(pause);
				turns.forEach((turn) -> guard(turn, () -> turn.actor().reload(turn)));
				return;
			}
		}
	}

	private void tryCommit(List<Turn> turns) {
		long begin = System.nanoTime();
		List<TurnOutcome> outcomes = this.store.commit(new Checkpoint(turns.stream().map(Turn::commit).toList()));
		this.listeners.checkpointCommitted(turns.size(), Duration.ofNanos(System.nanoTime() - begin));
		for (int i = 0; i < turns.size(); i++) {
			Turn turn = turns.get(i);
			TurnOutcome outcome = outcomes.get(i);
			guard(turn, () -> turn.actor().ended(turn, outcome));
		}
	}

	private static void guard(Turn turn, Runnable action) {
		try {
			action.run();
		}
		catch (RuntimeException ex) {
			logger.error("What follows the turn of the instance '{}' failed", turn.actor().instanceId(), ex);
		}
	}

	void stop() {
		this.stopped = true;
		this.thread.interrupt();
		try {
			this.thread.join(TimeUnit.SECONDS.toMillis(5));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
