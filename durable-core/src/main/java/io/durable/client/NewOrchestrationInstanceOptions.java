package io.durable.client;

import org.jspecify.annotations.Nullable;

/**
 * Options of a start.
 */
public final class NewOrchestrationInstanceOptions {

	private @Nullable String instanceId;

	private @Nullable Object input;

	/**
	 * Set the instance ID.
	 * @param instanceId the instance ID, or {@code null} for a generated one
	 * @return these options
	 */
	public NewOrchestrationInstanceOptions setInstanceId(@Nullable String instanceId) {
		this.instanceId = instanceId;
		return this;
	}

	/**
	 * Set the input.
	 * @param input the input, or {@code null}
	 * @return these options
	 */
	public NewOrchestrationInstanceOptions setInput(@Nullable Object input) {
		this.input = input;
		return this;
	}

	public @Nullable String getInstanceId() {
		return this.instanceId;
	}

	public @Nullable Object getInput() {
		return this.input;
	}

}
