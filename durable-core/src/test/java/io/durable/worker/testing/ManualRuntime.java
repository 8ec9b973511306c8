package io.durable.worker.testing;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

import io.durable.worker.runtime.Loop;
import io.durable.worker.runtime.LoopStep;
import io.durable.worker.runtime.TaskThreads;
import io.durable.worker.runtime.WorkerRuntime;

/**
 * A runtime without threads: a test runs what is due.
 */
public final class ManualRuntime implements WorkerRuntime {

	private final List<ManualLoop> loops = new ArrayList<>();

	private final Deque<Runnable> tasks = new ArrayDeque<>();

	private final Deque<Runnable> delayed = new ArrayDeque<>();

	private long now;

	@Override
	public long nanoTime() {
		return this.now++;
	}

	/**
	 * Let time pass.
	 * @param duration how long
	 */
	public void advance(Duration duration) {
		this.now += duration.toNanos();
	}

	@Override
	public void unwind(Thread thread, Runnable handOver) {
		handOver.run();
	}

	@Override
	public boolean pause(Duration duration) {
		return true;
	}

	@Override
	public long randomLong() {
		return this.now;
	}

	@Override
	public TaskThreads taskThreads(String name, boolean virtual) {
		return new TaskThreads() {

			@Override
			public void execute(Runnable task) {
				ManualRuntime.this.tasks.add(task);
			}

			@Override
			public void shutdown() {
			}

			@Override
			public boolean awaitEnd(Duration timeout) {
				return true;
			}

		};
	}

	@Override
	public Thread residentThread(Runnable task) {
		throw new UnsupportedOperationException("There are no threads here");
	}

	@Override
	public Loop loop(String name, String task, LoopStep step) {
		ManualLoop loop = new ManualLoop(step);
		this.loops.add(loop);
		return loop;
	}

	@Override
	public void schedule(Runnable task, Duration delay) {
		this.delayed.add(task);
	}

	@Override
	public void stop() {
		this.delayed.clear();
	}

	/**
	 * Run the loops that were woken, the tasks and what was to happen later, until
	 * nothing is left to do.
	 */
	public void runAll() {
		for (int rounds = 0; runOnce(); rounds++) {
			if (rounds > 10_000) {
				throw new IllegalStateException("It does not come to rest");
			}
		}
	}

	/**
	 * Run the loops that are due, and nothing that was to happen later.
	 * @param rounds how often
	 */
	public void runLoops(int rounds) {
		for (int i = 0; i < rounds; i++) {
			this.loops.forEach(ManualLoop::runIfDue);
		}
	}

	// A loop that asks for a short pause runs again
	private boolean runOnce() {
		boolean ran = false;
		for (ManualLoop loop : this.loops) {
			ran |= loop.runIfDue();
		}
		for (Deque<Runnable> queue : List.of(this.tasks, this.delayed)) {
			Runnable next = queue.poll();
			if (next != null) {
				next.run();
				ran = true;
			}
		}
		return ran;
	}

	private static final class ManualLoop implements Loop {

		private static final Duration IDLE = Duration.ofSeconds(5);

		private final LoopStep step;

		private boolean due;

		private boolean stopped;

		ManualLoop(LoopStep step) {
			this.step = step;
		}

		boolean runIfDue() {
			if (!this.due || this.stopped) {
				return false;
			}
			this.due = false;
			this.due |= this.step.run().compareTo(IDLE) < 0;
			return true;
		}

		@Override
		public void start() {
			this.due = true;
		}

		@Override
		public void wake() {
			this.due = true;
		}

		@Override
		public boolean isStopped() {
			return this.stopped;
		}

		@Override
		public void stop() {
			this.stopped = true;
		}

	}

}
