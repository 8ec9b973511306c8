package io.durable.concurrency;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Assumptions;
import org.pastalab.fray.core.TestRunner;
import org.pastalab.fray.core.command.Configuration;
import org.pastalab.fray.core.command.ExecutionInfo;
import org.pastalab.fray.core.command.Executor;
import org.pastalab.fray.core.command.NetworkDelegateType;
import org.pastalab.fray.core.command.SystemTimeDelegateType;
import org.pastalab.fray.core.observers.TimelineCoverageType;
import org.pastalab.fray.core.randomness.ControlledRandom;
import org.pastalab.fray.core.randomness.Randomness;
import org.pastalab.fray.core.randomness.RandomnessProvider;
import org.pastalab.fray.core.scheduler.Scheduler;

/**
 * Runs a scenario again and again, each time with another interleaving of its threads:
 * Fray lets one thread run at a time and decides at every lock, volatile access and wait
 * which one goes on. Time is virtual: it moves with the steps, and to the next time-out
 * when all threads wait, so that a wait of seconds costs nothing and what hangs is found
 * by its time-out. A thread that never ends is a failure.
 * <p>
 * A failure names the seed of its interleaving: {@code -Ddurable.fray.seed=<seed>} tries
 * that one first. {@code -Ddurable.fray.seconds=<n>} sets how long each scenario is
 * tried, {@code -Ddurable.fray.log=DEBUG} shows the log.
 */
final class Interleavings {

	private static final long SECONDS = Long.getLong("durable.fray.seconds", 6);

	private static final long SEED = Long.getLong("durable.fray.seed", System.nanoTime());

	private static final long FIRST = 1;

	private static final int COUNT = Integer.getInteger("durable.fray.interleavings", Integer.MAX_VALUE);

	// Far more than any scenario needs: threads that only keep each other busy
	private static final int MAX_STEPS = 2_000_000;

	private static final long NANOS_PER_READ_OF_THE_CLOCK = 1_000;

	static {
		if (isEnabled()) {
			WarmUp.initializeClasses();
		}
	}

	private Interleavings() {
	}

	static void explore(String name, Scenario scenario) {
		Assumptions.assumeTrue(isEnabled(), "This is no runtime of Fray: .ci/fray-jdk builds one");
		PrintStream out = System.out;
		Seeds seeds = new Seeds();
		Configuration configuration = configuration(name, scenario, seeds);
		Throwable failure;
		try (PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream())) {
			// Its progress display clears the screen
			System.setOut(nowhere);
			failure = new TestRunner(configuration).run();
		}
		finally {
			System.setOut(out);
		}
		out.printf("%s: %d interleavings in %d ms, %d different, from the seed %d%n", name,
				configuration.getCurrentIteration(), configuration.elapsedTime(),
				configuration.getTimelineCoverage().getCoverage(), SEED);
		if (failure != null) {
			throw new AssertionError("%s fails in interleaving %d, -Ddurable.fray.seed=%d tries it first: %s"
				.formatted(name, configuration.getCurrentIteration(), seeds.current(), failure), failure);
		}
	}

	private static boolean isEnabled() {
		try {
			return Files.readString(Path.of(System.getProperty("java.home"), "release")).contains("IMPLEMENTOR=Fray");
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static Configuration configuration(String name, Scenario scenario, Seeds seeds) {
		Scheduler scheduler = new WarmUp.FirstScheduler(seeds.getRandomness());
		return new Configuration(new ExecutionInfo(new Execution(scenario, seeds), false, false, MAX_STEPS),
				Path.of("target", "fray", name), COUNT, (int) SECONDS, scheduler, seeds, false, false, true, false,
				false, false, NetworkDelegateType.NONE, SystemTimeDelegateType.MOCK, NANOS_PER_READ_OF_THE_CLOCK, false,
				false, false, false, false, false, TimelineCoverageType.RESOURCE_ORDERING);
	}

	/**
	 * What is tried. It ends with all its threads ended.
	 */
	@FunctionalInterface
	interface Scenario {

		/**
		 * Run once.
		 * @param random makes choices that a repetition makes again
		 * @throws Exception if it fails
		 */
		void run(SplittableRandom random) throws Exception;

	}

	/**
	 * The seeds of the interleavings. The first one is always the same, since classes are
	 * loaded in it.
	 */
	private static final class Seeds implements RandomnessProvider {

		private final AtomicLong next = new AtomicLong(SEED);

		private volatile long current;

		@Override
		public Randomness getRandomness() {
			boolean first = this.current == 0;
			this.current = first ? FIRST : this.next.getAndIncrement();
			return new ControlledRandom(new ArrayList<>(), new ArrayList<>(), new Random(this.current));
		}

		long current() {
			return this.current;
		}

	}

	/**
	 * Calls the scenario.
	 *
	 * @param scenario the scenario
	 * @param seeds the seeds
	 */
	private record Execution(Scenario scenario, Seeds seeds) implements Executor {

		@Override
		public void beforeExecution() {
		}

		@Override
		public void execute(boolean resetClassLoader) {
			try {
				this.scenario.run(new SplittableRandom(this.seeds.current()));
				Waiting.until("no thread of the engine is left", () -> engineThreads().isEmpty());
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		}

		private static List<String> engineThreads() {
			Thread[] threads = new Thread[Thread.activeCount() + 10];
			int count = Thread.enumerate(threads);
			return Arrays.stream(threads, 0, count)
				.filter(Thread::isAlive)
				.map(Thread::getName)
				.filter((name) -> name.startsWith("durable-"))
				.toList();
		}

		@Override
		public void afterExecution() {
		}

	}

}
