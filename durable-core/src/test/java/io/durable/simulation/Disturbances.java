package io.durable.simulation;

/**
 * What goes wrong in a simulated cluster, and how often.
 *
 * @param nodes how many nodes there are
 * @param faults the share of calls of the store that fail, before or after they have done
 * their work
 * @param errors the share of calls of the store and of listeners that end with an
 * {@code Error}
 * @param outOfMemory the share of runs of orchestrators that run out of memory
 * @param interleaving the share of calls of the store in the middle of which others go on
 * @param crashes how probable it is between two looks of the clients that a node crashes
 * at one of its next commits
 * @param stops how probable it is that a node is stopped and replaced
 * @param freezes how probable it is that a node stands still for a while
 * @param thefts how probable it is that all leases are lost
 */
public record Disturbances(int nodes, double faults, double errors, double outOfMemory, double interleaving,
		double crashes, double stops, double freezes, double thefts) {

	/**
	 * Nothing goes wrong, and only one thing happens at a time.
	 * @return no disturbances
	 */
	public static Disturbances none() {
		return new Disturbances(1, 0, 0, 0, 0, 0, 0, 0, 0);
	}

	/**
	 * Everything goes wrong at times.
	 * @param nodes how many nodes there are
	 * @return all disturbances
	 */
	public static Disturbances all(int nodes) {
		return new Disturbances(nodes, 0.02, 0.005, 0.002, 0.15, 0.01, 0.015, 0.02, 0.02);
	}

	public Disturbances withNodes(int number) {
		return new Disturbances(number, this.faults, this.errors, this.outOfMemory, this.interleaving, this.crashes,
				this.stops, this.freezes, this.thefts);
	}

	public Disturbances withoutFaults() {
		return new Disturbances(this.nodes, 0, this.errors, this.outOfMemory, this.interleaving, this.crashes,
				this.stops, this.freezes, this.thefts);
	}

	public Disturbances withoutErrors() {
		return new Disturbances(this.nodes, this.faults, 0, 0, this.interleaving, this.crashes, this.stops,
				this.freezes, this.thefts);
	}

	public Disturbances withoutInterleaving() {
		return new Disturbances(this.nodes, this.faults, this.errors, this.outOfMemory, 0, this.crashes, this.stops,
				this.freezes, this.thefts);
	}

	public Disturbances withoutCrashes() {
		return new Disturbances(this.nodes, this.faults, this.errors, this.outOfMemory, this.interleaving, 0,
				this.stops, this.freezes, this.thefts);
	}

	public Disturbances withoutStops() {
		return new Disturbances(this.nodes, this.faults, this.errors, this.outOfMemory, this.interleaving, this.crashes,
				0, this.freezes, this.thefts);
	}

	public Disturbances withoutFreezes() {
		return new Disturbances(this.nodes, this.faults, this.errors, this.outOfMemory, this.interleaving, this.crashes,
				this.stops, 0, this.thefts);
	}

	public Disturbances withoutThefts() {
		return new Disturbances(this.nodes, this.faults, this.errors, this.outOfMemory, this.interleaving, this.crashes,
				this.stops, this.freezes, 0);
	}

}
