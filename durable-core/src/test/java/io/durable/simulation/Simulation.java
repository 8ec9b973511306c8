package io.durable.simulation;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

import io.durable.testing.TestClock;

/**
 * A world in which one thing happens after the other, in an order that follows from a
 * seed: everything that could happen next is a step, and chance picks one. Time passes
 * when there is nothing to do, and now and then a little. While the store is asked for
 * something, other steps can happen in between.
 */
public final class Simulation {

	private static final int DEEPEST = 4;

	private static final int REMEMBERED = 400;

	private static final int PREFERENCE_LASTS = 500;

	private final SplittableRandom random;

	private final TestClock clock = new TestClock();

	private final List<Step> ready = new ArrayList<>();

	private final PriorityQueue<Step> delayed = new PriorityQueue<>();

	private final Deque<String> trace = new ArrayDeque<>();

	private final Map<String, Integer> counts = new HashMap<>();

	private long nanoTime = 1_000_000_000_000L;

	private long steps;

	private long hash;

	private int slowKind = -1;

	private double longActivities = 0.02;

	private Fiber current;

	private AssertionError failure;

	private int depth;

	public Simulation(long seed) {
		this.random = new SplittableRandom(seed);
	}

	public SplittableRandom random() {
		return this.random;
	}

	/**
	 * Let something happen with a probability.
	 * @param probability the probability
	 * @return whether it happens
	 */
	public boolean chance(double probability) {
		return probability > 0 && this.random.nextDouble() < probability;
	}

	/**
	 * Set how many activities have a thread of their own, so that they can wait while
	 * everything else goes on.
	 * @param share the share of activities
	 */
	public void longActivities(double share) {
		this.longActivities = share;
	}

	double longActivities() {
		return this.longActivities;
	}

	// ---- time

	public long nanoTime() {
		return this.nanoTime;
	}

	/**
	 * Return the clock of the store, which can be moved apart from the monotonic one.
	 * @return the clock
	 */
	public InstantSource clock() {
		return this.clock;
	}

	/**
	 * Move the clock of the store only.
	 * @param duration how far
	 */
	public void jump(Duration duration) {
		this.clock.advance(duration);
		note("clock", duration.toMillis());
	}

	private void advanceTo(long time) {
		long passed = Math.max(0, time - this.nanoTime);
		this.nanoTime += passed;
		this.clock.advance(Duration.ofNanos(passed));
		Step next = this.delayed.peek();
		while (next != null && next.due <= this.nanoTime) {
			this.delayed.remove();
			enqueue(next);
			next = this.delayed.peek();
		}
	}

	// Returns false if nothing would happen however long it took
	private boolean passTime(long atMost) {
		Step next = this.delayed.peek();
		long until = (next != null) ? next.due : Long.MAX_VALUE;
		for (Step step : this.ready) {
			long thaw = step.node.frozenUntil();
			until = (thaw > this.nanoTime) ? Math.min(until, thaw) : until;
		}
		until = Math.min(until, atMost);
		if (until == Long.MAX_VALUE) {
			return false;
		}
		advanceTo(Math.max(until, this.nanoTime + 1));
		return true;
	}

	// ---- steps

	void ready(Step step) {
		if (!step.isQueued()) {
			enqueue(step);
		}
	}

	private void enqueue(Step step) {
		step.place = Step.READY;
		this.ready.add(step);
	}

	void later(Step step, Duration delay) {
		if (delay.isZero() || delay.isNegative()) {
			ready(step);
			return;
		}
		step.due = this.nanoTime + delay.toNanos();
		step.place = Step.DELAYED;
		this.delayed.add(step);
	}

	/**
	 * Let a delayed step happen now.
	 * @param step the step
	 */
	void hurry(Step step) {
		if (step.place == Step.DELAYED) {
			this.delayed.remove(step);
			enqueue(step);
		}
	}

	/**
	 * Forget what a node has put off.
	 * @param node the node
	 */
	void cancelDelayed(SimulatedRuntime node) {
		this.delayed.removeIf((step) -> step.node == node && !step.lasting);
	}

	/**
	 * Note that something is wrong which the engine would take for an error of its own.
	 * @param message what is wrong
	 */
	void fail(String message) {
		this.failure = new AssertionError(message);
	}

	/**
	 * Do a step.
	 * @return {@code false} if nothing can be done before time passes
	 */
	public boolean step() {
		Step step = pick();
		if (step == null) {
			return false;
		}
		if (this.steps++ % PREFERENCE_LASTS == 0) {
			this.slowKind = this.random.nextInt(12);
		}
		note(step.label, step.node.number());
		if (this.random.nextInt(32) == 0) {
			advanceTo(this.nanoTime + this.random.nextInt(2_000_000));
		}
		this.depth++;
		try {
			step.run();
		}
		finally {
			this.depth--;
		}
		if (this.failure != null) {
			throw this.failure;
		}
		return true;
	}

	// One kind of steps is slow for a while: it happens only if chance insists
	private Step pick() {
		for (int tries = 3; tries > 0 && !this.ready.isEmpty(); tries--) {
			int index = this.random.nextInt(this.ready.size());
			Step step = this.ready.get(index);
			if (step.node.frozenUntil() <= this.nanoTime && (tries == 1 || step.kind() != this.slowKind)) {
				return remove(index);
			}
		}
		for (int i = 0; i < this.ready.size(); i++) {
			if (this.ready.get(i).node.frozenUntil() <= this.nanoTime) {
				return remove(i);
			}
		}
		return null;
	}

	private Step remove(int index) {
		Step last = this.ready.remove(this.ready.size() - 1);
		Step step = last;
		if (index < this.ready.size()) {
			step = this.ready.set(index, last);
		}
		step.place = Step.NOWHERE;
		return step;
	}

	/**
	 * Do something, or let time pass until there is something to do.
	 * @return {@code false} if nothing will ever happen
	 */
	public boolean go() {
		return step() || passTime(Long.MAX_VALUE);
	}

	/**
	 * Let other things happen in the middle of a step.
	 * @param probability how probable that is
	 */
	void interleave(double probability) {
		if (this.depth < DEEPEST && chance(probability)) {
			for (int i = 1 + this.random.nextInt(6); i > 0 && step(); i--) {
				// Whatever comes
			}
		}
	}

	/**
	 * Wait on the calling thread, whoever's step that is.
	 * @param condition what to wait for
	 * @param timeout how long at most
	 * @return whether it holds
	 */
	boolean await(BooleanSupplier condition, Duration timeout) {
		long end = this.nanoTime + timeout.toNanos();
		while (!condition.getAsBoolean()) {
			if (this.nanoTime >= end) {
				return false;
			}
			if (this.depth >= 2 * DEEPEST) {
				passTime(end);
			}
			else if (!step()) {
				passTime(end);
			}
		}
		return true;
	}

	/**
	 * Let time pass in the middle of a step.
	 * @param duration how long
	 */
	public void pause(Duration duration) {
		Fiber fiber = this.current;
		if (fiber != null && fiber.baseDepth == this.depth) {
			fiber.sleep(duration);
		}
		else {
			await(() -> false, duration);
		}
	}

	/**
	 * Do something as a step that can be interrupted by others whenever it waits.
	 * @param node who does it
	 * @param label what it is
	 * @param action does it
	 */
	void spawn(SimulatedRuntime node, String label, Runnable action) {
		new Fiber(this, node, label, action).start();
	}

	/**
	 * Run a fiber until it waits or ends.
	 * @param fiber the fiber
	 */
	void resume(Fiber fiber) {
		Fiber before = this.current;
		this.current = fiber;
		fiber.baseDepth = this.depth;
		try {
			fiber.runOn();
		}
		finally {
			this.current = before;
		}
	}

	// ---- trace

	/**
	 * Note what happens.
	 * @param what what
	 * @param detail and to whom
	 */
	void note(String what, long detail) {
		this.hash = this.hash * 31 + what.hashCode();
		this.hash = this.hash * 31 + detail;
		this.hash = this.hash * 31 + this.nanoTime;
		this.trace.add(what + " " + detail);
		if (this.trace.size() > REMEMBERED) {
			this.trace.remove();
		}
	}

	/**
	 * Count something that happens.
	 * @param what what
	 */
	public void count(String what) {
		this.counts.merge(what, 1, Integer::sum);
	}

	/**
	 * Return how often something has happened.
	 * @param what what
	 * @return the number
	 */
	public int counted(String what) {
		return this.counts.getOrDefault(what, 0);
	}

	/**
	 * Return what stands for everything that has happened, in its order.
	 * @return a hash
	 */
	public long hash() {
		return this.hash;
	}

	public long steps() {
		return this.steps;
	}

	/**
	 * Return the last steps.
	 * @return who did what, the last one last
	 */
	public String trace() {
		return String.join(", ", this.trace);
	}

}
