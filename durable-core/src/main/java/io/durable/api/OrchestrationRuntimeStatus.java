package io.durable.api;

/**
 * Status of an orchestration instance, as in Durable Functions.
 */
public enum OrchestrationRuntimeStatus {

	/**
	 * The orchestration has started and has not ended.
	 */
	RUNNING("Running"),

	/**
	 * The orchestrator has returned.
	 */
	COMPLETED("Completed"),

	/**
	 * The orchestration starts again with a new input. Transient: stored instances show
	 * {@link #RUNNING} instead.
	 */
	CONTINUED_AS_NEW("ContinuedAsNew"),

	/**
	 * The orchestrator ended with an exception.
	 */
	FAILED("Failed"),

	/**
	 * The orchestration was cancelled.
	 */
	CANCELED("Canceled"),

	/**
	 * The orchestration was terminated from outside.
	 */
	TERMINATED("Terminated"),

	/**
	 * The orchestration is accepted and has not run.
	 */
	PENDING("Pending"),

	/**
	 * The orchestration is suspended: it takes messages but does not run.
	 */
	SUSPENDED("Suspended");

	private final String text;

	OrchestrationRuntimeStatus(String text) {
		this.text = text;
	}

	/**
	 * Return whether the orchestration has ended and will not run again by itself.
	 * @return {@code true} for the statuses that a new start may replace
	 */
	public boolean isTerminal() {
		return this == COMPLETED || this == FAILED || this == CANCELED || this == TERMINATED;
	}

	/**
	 * Return the name that Durable Functions uses, which is also the stored form.
	 * @return the name, such as {@code ContinuedAsNew}
	 */
	public String text() {
		return this.text;
	}

	/**
	 * Return the status with the given name.
	 * @param text the name, in the form of {@link #text()}
	 * @return the status
	 * @throws IllegalArgumentException if there is none
	 */
	public static OrchestrationRuntimeStatus of(String text) {
		for (OrchestrationRuntimeStatus status : values()) {
			if (status.text.equals(text)) {
				return status;
			}
		}
		throw new IllegalArgumentException("Unknown runtime status '" + text + "'");
	}

}
