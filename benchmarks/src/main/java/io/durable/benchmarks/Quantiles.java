package io.durable.benchmarks;

import java.util.Collection;
import java.util.List;

/**
 * Measured values, read by their rank.
 *
 * @param sorted the values in ascending order
 */
record Quantiles(List<Double> sorted) {

	static Quantiles of(Collection<Double> values) {
		return new Quantiles(values.stream().sorted().toList());
	}

	double median() {
		return percentile(50);
	}

	double percentile(int percent) {
		return this.sorted.get(Math.min(this.sorted.size() - 1, this.sorted.size() * percent / 100));
	}

}
