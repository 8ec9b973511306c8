package io.durable.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

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

	private static final Duration FIRST_PAUSE = Duration.ofMillis(50);

	private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

	private static final Duration IDLE = Duration.ofSeconds(10);

	private final BlockingQueue<Turn> queue = new LinkedBlockingQueue<>();

	private final WakeUp wakeUp = new WakeUp();

	private final WakeUp backOff = new WakeUp();

	private final WorkerStore store;

	private final WorkerListeners listeners;

	private final PendingWork pending;

	private final int maxTurns;

	private final RepeatingThread thread;

	Committer(WorkerStore store, WorkerListeners listeners, PendingWork pending, int maxTurns) {
		this.store = store;
		this.listeners = listeners;
		this.pending = pending;
		this.maxTurns = maxTurns;
		this.thread = new RepeatingThread("durable-committer", "commit", this.wakeUp, this::awaitAndCommit);
	}

	void start() {
		this.thread.start();
	}

	void submit(Turn turn) {
		this.queue.add(turn);
		this.wakeUp.wake();
	}

	private void awaitAndCommit() throws InterruptedException {
		List<Turn> batch = new ArrayList<>(this.maxTurns);
		if (this.queue.drainTo(batch, this.maxTurns) == 0) {
			this.wakeUp.await(IDLE);
			return;
		}
		try {
			commit(batch);
		}
		finally {
			batch.forEach((turn) -> this.pending.end());
		}
	}

	private void commit(List<Turn> turns) throws InterruptedException {
		Duration pause = FIRST_PAUSE;
		while (!this.thread.isStopped()) {
			try {
				tryCommit(turns);
				return;
			}
			catch (TransientStoreException ex) {
				logger.warn("A checkpoint of {} turns is not committed yet, it is tried again in {} ms: {}",
						turns.size(), pause.toMillis(), ex.getMessage());
				this.backOff.await(pause);
				pause = (pause.compareTo(LONGEST_PAUSE) < 0) ? pause.multipliedBy(2) : LONGEST_PAUSE;
			}
			catch (InDoubtException ex) {
				logger.warn(
						"It is unknown whether a checkpoint of {} turns is committed: what is stored is read again. {}",
						turns.size(), ex.getMessage());
				turns.forEach((turn) -> guard(turn, () -> turn.actor().reload(turn)));
				return;
			}
			catch (RuntimeException | LinkageError ex) {
				logger.error("A checkpoint of {} turns failed: what is stored is read again", turns.size(), ex);
				this.backOff.await(pause);
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

	// One instance's misfortune is not that of the others, nor of this thread
	private static void guard(Turn turn, Runnable action) {
		try {
			action.run();
		}
		catch (Throwable ex) {
			logger.error("What follows the turn of the instance '{}' failed: it is loaded anew",
					turn.actor().instanceId(), ex);
			turn.actor().recover();
		}
	}

	void stop() {
		this.backOff.wake();
		this.thread.stop();
	}

}
