package io.durable.worker.instance;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;

import io.durable.engine.Awaiting;
import io.durable.engine.OrchestrationRun;
import io.durable.engine.TurnResult;
import io.durable.history.HistoryEvent;
import io.durable.worker.runtime.CleanRun;
import io.durable.worker.runtime.WorkerRuntime;
import org.jspecify.annotations.Nullable;

/**
 * A run whose function stays on a thread of its own, waiting in {@code await()} between
 * turns. Whoever drives the turns hands over to that thread and waits for it to wait
 * again, so the two never run at the same time.
 */
final class ResidentRun implements Awaiting {

	private final Semaphore goOn = new Semaphore(0);

	private final Semaphore waiting = new Semaphore(0);

	private final OrchestrationRun run;

	private final String name;

	private final Thread thread;

	private boolean started;

	private volatile boolean lost;

	// Something around the code failed
	private volatile @Nullable Throwable failure;

	// Set once the stack is to be given up: hears what the function was found to do wrong
	// while it unwound
	private volatile @Nullable Consumer<@Nullable String> onEvicted;

	ResidentRun(WorkerRuntime runtime, String instanceId, String name, Function<Awaiting, OrchestrationRun> newRun) {
		this.run = newRun.apply(this);
		this.name = name;
		this.thread = runtime.residentThread(() -> {
			try {
				this.goOn.acquireUninterruptibly();
				CleanRun.orchestration(runtime, instanceId, name, this.run::execute);
			}
			catch (Throwable ex) {
				this.failure = ex;
			}
			finally {
				this.lost = true;
				end();
			}
		});
	}

	private void end() {
		Consumer<@Nullable String> listener = this.onEvicted;
		if (listener != null) {
			listener.accept(this.run.problem());
		}
		else {
			this.waiting.release();
		}
	}

	String name() {
		return this.name;
	}

	Thread thread() {
		return this.thread;
	}

	/**
	 * Run a turn; the first one replays the history before it.
	 * @param inputs the events that the turn takes in
	 * @param time the clock of the turn
	 * @return what the turn did
	 */
	TurnResult turn(List<HistoryEvent> inputs, Instant time) {
		this.run.beginTurn(inputs, time);
		if (!this.started) {
			this.thread.start();
			this.started = true;
		}
		this.goOn.release();
		this.waiting.acquireUninterruptibly();
		if (this.failure != null) {
			throw new IllegalStateException("The thread of the orchestrator has failed", this.failure);
		}
		return this.run.endTurn();
	}

	@Override
	public boolean awaitNextTurn() {
		if (this.onEvicted != null) {
			return false;
		}
		this.waiting.release();
		this.goOn.acquireUninterruptibly();
		return this.onEvicted == null;
	}

	boolean hasEnded() {
		return this.run.hasEnded() || this.lost || !this.started;
	}

	/**
	 * Return what the function was found to do wrong.
	 * @return the problem, or {@code null}
	 */
	@Nullable String problem() {
		return this.run.problem();
	}

	/**
	 * The code goes on for ever: keep this thread to itself, and let whoever waits for it
	 * go on.
	 */
	@Override
	public void neverUnwinds() {
		this.lost = true;
		end();
		stay();
	}

	/**
	 * Stay for ever, without using the processor: Java has no way to end a thread. An
	 * interrupt does not help, the code would go on.
	 */
	static void stay() {
		while (true) {
			new Semaphore(0).acquireUninterruptibly();
		}
	}

	/**
	 * Give up the stack, which ends the thread. Nobody waits for that, since the user's
	 * code runs while it unwinds.
	 * @param listener called on the thread at its end
	 */
	void evict(Consumer<@Nullable String> listener) {
		this.onEvicted = listener;
		this.goOn.release();
	}

}
