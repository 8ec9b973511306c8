package io.durable.worker.memory;

/**
 * What a node's memory is used for.
 */
public enum Share {

	/**
	 * Messages that were read from the inbox.
	 */
	READ(0.25),

	/**
	 * Messages that this process has sent and that are handed over without a read.
	 */
	HANDED_OVER(0.15),

	/**
	 * Requests to terminate, suspend and resume, which get past a backlog.
	 */
	CONTROL(0.03),

	/**
	 * Timers that are due soon, or have fired.
	 */
	TIMERS(0.05),

	/**
	 * Inputs of activities that wait for a slot. Where there is no room the input is read
	 * from the store when the slot is there.
	 */
	ACTIVITY_INPUTS(0.22),

	/**
	 * Results of activities that are not committed. While there is no room no activity
	 * begins.
	 */
	RESULTS(0.15),

	/**
	 * Turns that are computed and not committed. While there is no room no turn begins.
	 */
	CHECKPOINTS(0.15);

	private final double part;

	Share(double part) {
		this.part = part;
	}

	double part() {
		return this.part;
	}

}
