package io.durable.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs simulations one after the other, on all processors, each with a seed of its own:
 * {@code -Ddurable.simulation.seed=<seed>} runs that one only,
 * {@code -Ddurable.simulation.runs=<number>} runs so many instead of as many as fit into
 * a minute.
 */
public final class SimulationRuns {

	private static final Long ONLY = Long.getLong("durable.simulation.seed");

	private static final long RUNS = Long.getLong("durable.simulation.runs", 0);

	// The build tries the same ones each time; a long run begins elsewhere
	private final AtomicLong next = new AtomicLong(Long.getLong("durable.simulation.first", 1));

	private final AtomicLong done = new AtomicLong();

	private volatile Throwable failure;

	/**
	 * Run.
	 * @param what what is run
	 * @param atMost how long, unless the number of runs is given
	 * @param run runs the simulation with a seed, and throws if something is wrong
	 * @return how many were run
	 */
	public static long run(String what, Duration atMost, LongConsumer run) {
		return new SimulationRuns().runAll(what, atMost, run);
	}

	private long runAll(String what, Duration atMost, LongConsumer run) {
		System.out.printf("First seed of %s: %d%n", what, (ONLY != null) ? ONLY : this.next.get());
		Logger logger = (Logger) LoggerFactory.getLogger("io.durable");
		Level before = logger.getLevel();
		// What goes wrong on purpose is not worth a line each time
		logger.setLevel((ONLY != null) ? before : Level.OFF);
		try {
			if (ONLY != null) {
				run.accept(ONLY);
				return 1;
			}
			runOnAllProcessors(System.nanoTime() + atMost.toNanos(), run);
		}
		finally {
			logger.setLevel(before);
		}
		if (this.failure != null) {
			throw new AssertionError(what + " failed", this.failure);
		}
		return this.done.get();
	}

	private void runOnAllProcessors(long end, LongConsumer run) {
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < Math.max(2, Runtime.getRuntime().availableProcessors()); i++) {
			Thread thread = new Thread(() -> runUntil(end, run), "simulation-" + i);
			threads.add(thread);
			thread.start();
		}
		for (Thread thread : threads) {
			try {
				thread.join();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
	}

	private void runUntil(long end, LongConsumer run) {
		while (this.failure == null && ((RUNS > 0) ? this.done.get() < RUNS : System.nanoTime() < end)) {
			try {
				run.accept(this.next.getAndIncrement());
				this.done.incrementAndGet();
			}
			catch (Throwable ex) {
				this.failure = ex;
			}
		}
	}

}
