package io.durable.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;

import io.durable.worker.runtime.Loop;
import io.durable.worker.runtime.LoopStep;
import io.durable.worker.runtime.TaskThreads;
import io.durable.worker.runtime.WorkerRuntime;

/**
 * The runtime of one node in a simulation.
 */
public final class SimulatedRuntime implements WorkerRuntime {

	private static final long LONGEST_UNWINDING_MILLIS = 20_000;

	private static final long LONGEST_ENDING_MILLIS = 3_000;

	private final Simulation simulation;

	private final int number;

	// Threads that stay in orchestrators: each runs only while somebody waits for it
	private final Set<Thread> residents = new LinkedHashSet<>();

	private long frozenUntil;

	private boolean stopped;

	SimulatedRuntime(Simulation simulation, int number) {
		this.simulation = simulation;
		this.number = number;
	}

	int number() {
		return this.number;
	}

	/**
	 * Let nothing happen on this node for a while, as if the machine were paused.
	 * @param duration how long
	 */
	void freeze(Duration duration) {
		this.frozenUntil = this.simulation.nanoTime() + duration.toNanos();
	}

	long frozenUntil() {
		return this.frozenUntil;
	}

	/**
	 * Return the threads that stay in orchestrators.
	 * @return those that have not ended
	 */
	List<Thread> residents() {
		List<Thread> alive = new ArrayList<>();
		for (Thread thread : this.residents) {
			if (!hasEnded(thread)) {
				alive.add(thread);
			}
		}
		return alive;
	}

	// One that has handed back for the last time ends by itself, but not at once
	private static boolean hasEnded(Thread thread) {
		try {
			thread.join((thread.getState() != Thread.State.NEW) ? LONGEST_ENDING_MILLIS : 1);
			return !thread.isAlive();
		}
		catch (InterruptedException ex) {
			throw new AssertionError("Nobody interrupts the simulation", ex);
		}
	}

	@Override
	public long nanoTime() {
		return this.simulation.nanoTime();
	}

	@Override
	public long randomLong() {
		return this.simulation.random().nextLong();
	}

	@Override
	public TaskThreads taskThreads(String name, boolean virtual) {
		return new Tasks(name);
	}

	@Override
	public Thread residentThread(Runnable task) {
		Thread thread = new Thread(null, task, "simulated-orchestrator", 0, false);
		thread.setDaemon(true);
		this.residents.removeIf((other) -> other.getState() == Thread.State.TERMINATED);
		this.residents.add(thread);
		return thread;
	}

	@Override
	public void unwind(Thread thread, Runnable handOver) {
		Runnable unwinding = () -> {
			handOver.run();
			join(thread);
		};
		if (this.simulation.chance(0.5)) {
			this.simulation.ready(new Step(this, "unwind", true, unwinding));
		}
		else {
			unwinding.run();
		}
	}

	private void join(Thread thread) {
		boolean interrupted = Thread.interrupted();
		try {
			thread.join(LONGEST_UNWINDING_MILLIS);
		}
		catch (InterruptedException ex) {
			throw new AssertionError("Nobody interrupts the simulation", ex);
		}
		if (thread.isAlive()) {
			this.simulation.fail("An orchestrator does not give up its stack: " + List.of(thread.getStackTrace()));
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public boolean pause(Duration duration) {
		this.simulation.pause(duration);
		return true;
	}

	@Override
	public Loop loop(String name, String task, LoopStep step) {
		return new SimulatedLoop(this.simulation, this, name, step);
	}

	@Override
	public void schedule(Runnable task, Duration delay) {
		if (!this.stopped) {
			this.simulation.later(new Step(this, "delayed", false, task), delay);
		}
	}

	@Override
	public void stop() {
		this.stopped = true;
		this.simulation.cancelDelayed(this);
	}

	/**
	 * Tasks, each of which is a step, or a fiber if it is to take its time.
	 */
	private final class Tasks implements TaskThreads {

		private final String name;

		private int active;

		private boolean shutdown;

		Tasks(String name) {
			this.name = name;
		}

		@Override
		public void execute(Runnable task) {
			if (this.shutdown) {
				throw new RejectedExecutionException();
			}
			Simulation world = SimulatedRuntime.this.simulation;
			this.active++;
			Runnable counted = () -> {
				try {
					task.run();
				}
				finally {
					this.active--;
				}
			};
			if (this.name.contains("activity") && world.chance(world.longActivities())) {
				world.spawn(SimulatedRuntime.this, this.name, counted);
			}
			else {
				world.ready(new Step(SimulatedRuntime.this, this.name, true, counted));
			}
		}

		@Override
		public boolean stays() {
			return false;
		}

		@Override
		public void shutdown() {
			this.shutdown = true;
		}

		@Override
		public boolean awaitEnd(Duration timeout) {
			long end = nanoTime() + timeout.toNanos();
			while (this.active > 0 && nanoTime() < end) {
				pause(Duration.ofMillis(10));
			}
			return this.active == 0;
		}

	}

}
