package io.durable.benchmarks;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The largest of what a node has reported of its memory.
 */
final class MemoryPeaks {

	private static final int SHOWN = 8;

	private long afterCollection;

	private long live;

	private long threads;

	private final Map<String, Objects> objects = new TreeMap<>();

	/**
	 * Take in a report of {@link NodeMemory}.
	 * @param report its words; others are ignored
	 */
	void add(List<String> report) {
		switch (report.get(0)) {
			case "heap" -> {
				this.afterCollection = Math.max(this.afterCollection, Long.parseLong(report.get(1)));
				this.live = Math.max(this.live, Long.parseLong(report.get(2)));
			}
			case "threads" -> this.threads = Math.max(this.threads, Long.parseLong(report.get(1)));
			case "objects" -> this.objects.merge(report.get(1),
					new Objects(Long.parseLong(report.get(2)), Long.parseLong(report.get(3))), Objects::larger);
			default -> {
			}
		}
	}

	void print(String whose) {
		System.out.printf("   %s: peak heap %.0f MB after any collection, %.0f MB live; %d threads%n", whose,
				megabytes(this.afterCollection), megabytes(this.live), this.threads);
		this.objects.entrySet()
			.stream()
			.sorted(Comparator.comparing((entry) -> -entry.getValue().number()))
			.limit(SHOWN)
			.forEach((entry) -> System.out.printf("      %,12d %s, %.1f MB without what they refer to%n",
					entry.getValue().number(), entry.getKey(), megabytes(entry.getValue().bytes())));
	}

	static double megabytes(long bytes) {
		return bytes / (1024.0 * 1024);
	}

	private record Objects(long number, long bytes) {

		Objects larger(Objects other) {
			return (other.number > this.number) ? other : this;
		}

	}

}
