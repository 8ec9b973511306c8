package io.durable.worker.instance;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.durable.worker.runtime.Report;
import io.durable.worker.runtime.TaskSlots;
import io.durable.worker.runtime.WorkerEvents;
import io.durable.worker.runtime.WorkerRuntime;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The turns whose code runs. One that does not come back is named, and somebody else gets
 * a thread in its place. Thread-safe.
 */
public final class RunningTurns {

	private static final Logger logger = LoggerFactory.getLogger(RunningTurns.class);

	private static final int STACK_LINES = 30;

	private final Set<RunningTurn> running = ConcurrentHashMap.newKeySet();

	private final WorkerRuntime runtime;

	private final ResidentThreads residents;

	private final WorkerEvents events;

	private final long slowNanos;

	/**
	 * Create the books.
	 * @param runtime the time
	 * @param residents the threads that may hold what a blocked turn waits for
	 * @param events hears of blocked turns
	 * @param slowTurn from when on a turn counts as blocked
	 */
	public RunningTurns(WorkerRuntime runtime, ResidentThreads residents, WorkerEvents events, Duration slowTurn) {
		this.runtime = runtime;
		this.residents = residents;
		this.events = events;
		this.slowNanos = slowTurn.toNanos();
	}

	RunningTurn begin(String instanceId, String name, Thread thread) {
		RunningTurn turn = new RunningTurn(instanceId, name, thread, TaskSlots.ofCurrentThread(),
				this.runtime.nanoTime());
		this.running.add(turn);
		return turn;
	}

	/**
	 * Note that code is giving up its stack on a thread that nobody waits for.
	 * @param instanceId the instance ID
	 * @param name the name of the orchestrator
	 * @param thread the thread
	 * @return what to end
	 */
	RunningTurn beginUnwinding(String instanceId, String name, Thread thread) {
		RunningTurn turn = new RunningTurn(instanceId, name, thread, null, this.runtime.nanoTime());
		this.running.add(turn);
		return turn;
	}

	void end(RunningTurn turn) {
		this.running.remove(turn);
		turn.giveBack();
	}

	/**
	 * Look for turns that do not come back.
	 */
	public void check() {
		long now = this.runtime.nanoTime();
		for (RunningTurn turn : this.running) {
			if (now - turn.since >= this.slowNanos && !turn.noticed) {
				turn.noticed = true;
				notice(turn, Duration.ofNanos(now - turn.since));
			}
		}
	}

	private void notice(RunningTurn turn, Duration duration) {
		boolean waitsForLock = turn.thread.getState() == Thread.State.BLOCKED;
		Report.warn(logger, "The orchestrator '{}' of the instance '{}' runs for {} ms without waiting for a task: "
				+ "its thread is not free for others. An orchestrator must not block: do such work in an activity. It is at{}",
				turn.name, turn.instanceId, duration.toMillis(), stack(turn.thread));
		if (waitsForLock) {
			Report.warn(logger, "It waits for a lock, which an instance of '{}' may hold that waits for its next turn: "
					+ "these give up their threads, and with them the lock. Do not await in a synchronized method or block.",
					turn.name);
			this.residents.exclude(turn.name);
		}
		turn.replace();
		this.events.turnBlocked(turn.instanceId, turn.name, duration);
	}

	private static String stack(Thread thread) {
		StringBuilder text = new StringBuilder();
		StackTraceElement[] stack = thread.getStackTrace();
		for (int i = 0; i < Math.min(stack.length, STACK_LINES); i++) {
			text.append(System.lineSeparator()).append("\tat ").append(stack[i]);
		}
		return text.toString();
	}

	/**
	 * Return how many turns have been running for too long.
	 * @return the number of turns
	 */
	public int blocked() {
		return (int) this.running.stream().filter((turn) -> turn.noticed).count();
	}

	/**
	 * A turn whose code runs.
	 */
	static final class RunningTurn {

		private final String instanceId;

		private final String name;

		private final Thread thread;

		private final @Nullable TaskSlots slots;

		private final long since;

		private volatile boolean noticed;

		private boolean ended;

		private boolean replaced;

		RunningTurn(String instanceId, String name, Thread thread, @Nullable TaskSlots slots, long since) {
			this.instanceId = instanceId;
			this.name = name;
			this.thread = thread;
			this.slots = slots;
			this.since = since;
		}

		private void replace() {
			synchronized (this) {
				if (this.slots == null || this.ended || this.replaced) {
					return;
				}
				this.replaced = true;
			}
			if (!this.slots.addExtra()) {
				Report.warn(logger, "No more threads are made in place of those that are blocked");
				synchronized (this) {
					this.replaced = false;
				}
			}
		}

		private synchronized void giveBack() {
			this.ended = true;
			if (this.replaced && this.slots != null) {
				this.slots.removeExtra();
			}
		}

	}

}
