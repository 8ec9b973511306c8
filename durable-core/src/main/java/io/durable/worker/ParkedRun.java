package io.durable.worker;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;

import io.durable.engine.Awaiting;
import io.durable.engine.OrchestrationRun;
import io.durable.engine.TurnResult;
import io.durable.history.HistoryEvent;
import org.jspecify.annotations.Nullable;

/**
 * A run whose function stays on a thread of its own, parked in {@code await()} between
 * turns. Whoever drives the turns hands over to that thread and waits for it to park
 * again, so the two never run at the same time.
 */
final class ParkedRun implements Awaiting {

	private final Semaphore goOn = new Semaphore(0);

	private final Semaphore parked = new Semaphore(0);

	private final OrchestrationRun run;

	private final Thread thread;

	private volatile boolean evicted;

	private volatile boolean lost;

	ParkedRun(ThreadFactory threads, String instanceId, String name, Function<Awaiting, OrchestrationRun> newRun) {
		this.run = newRun.apply(this);
		this.thread = threads.newThread(() -> {
			try {
				this.goOn.acquireUninterruptibly();
				LoggingScope.orchestration(instanceId, name, this.run::execute);
			}
			finally {
				this.parked.release();
			}
		});
	}

	/**
	 * Run a turn; the first one replays the history before it.
	 * @param inputs the events that the turn takes in
	 * @param time the clock of the turn
	 * @return what the turn did
	 */
	TurnResult turn(List<HistoryEvent> inputs, Instant time) {
		this.run.beginTurn(inputs, time);
		if (this.thread.getState() == Thread.State.NEW) {
			this.thread.start();
		}
		handOver();
		return this.run.endTurn();
	}

	private void handOver() {
		this.goOn.release();
		this.parked.acquireUninterruptibly();
	}

	@Override
	public boolean awaitNextTurn() {
		if (this.evicted) {
			return false;
		}
		this.parked.release();
		this.goOn.acquireUninterruptibly();
		return !this.evicted;
	}

	boolean hasEnded() {
		return this.run.hasEnded();
	}

	/**
	 * The code goes on for ever: keep this thread to itself, and let whoever waits for it
	 * go on.
	 */
	@Override
	public void neverUnwinds() {
		this.lost = true;
		this.parked.release();
		LostThreads.stay();
	}

	/**
	 * Give up the stack, which ends the thread, without waiting for that.
	 */
	void evictWithoutWaiting() {
		this.evicted = true;
		this.goOn.release();
	}

	/**
	 * Give up the stack, which ends the thread.
	 * @return what the function was found to do wrong while it unwound, or {@code null}
	 */
	@Nullable String evict() {
		if (!this.run.hasEnded() && this.thread.isAlive() && !this.lost) {
			this.evicted = true;
			handOver();
		}
		return this.run.problem();
	}

}
