package io.durable.simulation;

import java.time.Duration;

import io.durable.worker.runtime.Loop;
import io.durable.worker.runtime.LoopStep;

/**
 * A loop whose rounds are steps.
 */
final class SimulatedLoop implements Loop {

	private static final Duration FIRST_PAUSE = Duration.ofMillis(50);

	private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

	private final Simulation simulation;

	private final LoopStep step;

	private final Step round;

	private Duration afterFailure = FIRST_PAUSE;

	private boolean running;

	private boolean woken;

	private boolean stopped;

	SimulatedLoop(Simulation simulation, SimulatedRuntime node, String name, LoopStep step) {
		this.simulation = simulation;
		this.step = step;
		this.round = new Step(node, name, false, this::round);
	}

	@Override
	public void start() {
		this.simulation.ready(this.round);
	}

	private void round() {
		if (this.stopped) {
			return;
		}
		this.running = true;
		this.woken = false;
		Duration pause;
		try {
			pause = this.step.run();
			this.afterFailure = FIRST_PAUSE;
		}
		catch (AssertionError ex) {
			throw ex;
		}
		catch (Throwable ex) {
			pause = this.afterFailure;
			this.afterFailure = (pause.compareTo(LONGEST_PAUSE) < 0) ? pause.multipliedBy(2) : LONGEST_PAUSE;
		}
		this.running = false;
		if (!this.stopped) {
			this.simulation.later(this.round, this.woken ? Duration.ZERO : pause);
		}
	}

	@Override
	public void wake() {
		if (this.running) {
			this.woken = true;
		}
		else {
			this.simulation.hurry(this.round);
		}
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
