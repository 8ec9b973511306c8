package io.durable.simulation;

/**
 * Something that can happen.
 */
final class Step implements Comparable<Step> {

	static final int NOWHERE = 0;

	static final int READY = 1;

	static final int DELAYED = 2;

	final SimulatedRuntime node;

	final String label;

	// Whether it is done although its node has stopped
	final boolean lasting;

	private final Runnable action;

	long due;

	int place = NOWHERE;

	Step(SimulatedRuntime node, String label, boolean lasting, Runnable action) {
		this.node = node;
		this.label = label;
		this.lasting = lasting;
		this.action = action;
	}

	boolean isQueued() {
		return this.place != NOWHERE;
	}

	// Of all nodes, or of one
	int kind() {
		return Math.floorMod(this.label.hashCode(), 8);
	}

	void run() {
		this.action.run();
	}

	@Override
	public int compareTo(Step other) {
		return Long.compare(this.due, other.due);
	}

}
