package io.durable.simulation;

import java.time.Duration;
import java.util.concurrent.Semaphore;

/**
 * Something that goes on for a while: it has a thread of its own, which runs only when
 * the simulation hands over to it, until it waits or ends.
 */
final class Fiber {

	private final Simulation simulation;

	private final SimulatedRuntime node;

	private final String label;

	private final Semaphore goOn = new Semaphore(0);

	private final Semaphore back = new Semaphore(0);

	private final Thread thread;

	private Throwable failure;

	int baseDepth;

	Fiber(Simulation simulation, SimulatedRuntime node, String label, Runnable action) {
		this.simulation = simulation;
		this.node = node;
		this.label = label;
		this.thread = new Thread(() -> {
			this.goOn.acquireUninterruptibly();
			try {
				action.run();
			}
			catch (Throwable ex) {
				this.failure = ex;
			}
			finally {
				this.back.release();
			}
		}, "simulated-" + label);
		this.thread.setDaemon(true);
	}

	void start() {
		this.thread.start();
		this.simulation.ready(step());
	}

	private Step step() {
		return new Step(this.node, this.label, true, () -> this.simulation.resume(this));
	}

	void runOn() {
		this.goOn.release();
		this.back.acquireUninterruptibly();
		if (this.failure != null) {
			throw new AssertionError(this.label + " failed", this.failure);
		}
	}

	void sleep(Duration duration) {
		this.simulation.later(step(), duration);
		this.back.release();
		this.goOn.acquireUninterruptibly();
	}

}
