package io.durable.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * How many of a number of instances have ended when, told by tenths.
 */
final class Progress {

	private static final int PARTS = 10;

	private final int instances;

	private final List<Sample> samples = new ArrayList<>();

	Progress(int instances) {
		this.instances = instances;
	}

	void add(long nanos, long ended, long started) {
		if (ended > ended() || this.samples.isEmpty()) {
			this.samples.add(new Sample(nanos, ended, started));
		}
		else {
			// Starts go on although nothing ends
			Sample last = this.samples.get(this.samples.size() - 1);
			this.samples.set(this.samples.size() - 1,
					new Sample(last.nanos(), last.ended(), Math.max(last.started(), started)));
		}
	}

	long ended() {
		return this.samples.isEmpty() ? 0 : this.samples.get(this.samples.size() - 1).ended();
	}

	/**
	 * Print the throughput of each tenth.
	 * @param killedAt the time of the restart
	 */
	void print(long killedAt) {
		System.out.println("   tenth   seconds   completed/s   started, not completed at its end");
		List<Double> rates = new ArrayList<>();
		for (int part = 1; part <= PARTS && part * (long) this.instances / PARTS <= ended(); part++) {
			double begin = timeOf((part - 1) * (long) this.instances / PARTS);
			double end = timeOf(part * (long) this.instances / PARTS);
			double rate = this.instances / (double) PARTS * 1e9 / (end - begin);
			rates.add(rate);
			System.out.printf("%8d %9.1f %13.0f %15d%s%n", part, (end - begin) / 1e9, rate, openAt(end),
					(killedAt > begin && killedAt <= end) ? "   with the restart" : "");
		}
		System.out.printf("   longest time without a completion since the node was killed: %.1f s%n",
				longestPauseSince(killedAt));
		if (rates.size() == PARTS) {
			System.out.printf("   last tenth / first tenth: %.2f; most at a time started, not completed: %d%n",
					rates.get(PARTS - 1) / rates.get(0), mostOpen());
		}
		else {
			System.out.printf("   ended early; most at a time started, not completed: %d%n", mostOpen());
		}
	}

	/**
	 * Return the longest time in which nothing ended, of those that ended after a time.
	 * @param nanos the time
	 * @return how long in seconds
	 */
	private double longestPauseSince(long nanos) {
		long longest = 0;
		long before = nanos;
		for (Sample sample : this.samples) {
			if (sample.nanos() > nanos) {
				longest = Math.max(longest, sample.nanos() - before);
			}
			before = sample.nanos();
		}
		return longest / 1e9;
	}

	private long mostOpen() {
		return this.samples.stream().mapToLong((sample) -> sample.started() - sample.ended()).max().orElse(0);
	}

	private long openAt(double nanos) {
		return this.samples.stream()
			.filter((sample) -> sample.nanos() >= nanos)
			.findFirst()
			.map((sample) -> sample.started() - sample.ended())
			.orElse(0L);
	}

	/**
	 * Find when so many had ended, between two samples on the straight line.
	 * @param ended how many
	 * @return the time in nanoseconds
	 */
	private double timeOf(long ended) {
		Sample before = this.samples.get(0);
		for (Sample sample : this.samples) {
			if (sample.ended() >= ended) {
				long steps = Math.max(1, sample.ended() - before.ended());
				double share = (ended - before.ended()) / (double) steps;
				return before.nanos() + share * (sample.nanos() - before.nanos());
			}
			before = sample;
		}
		return before.nanos();
	}

	private record Sample(long nanos, long ended, long started) {

	}

}
