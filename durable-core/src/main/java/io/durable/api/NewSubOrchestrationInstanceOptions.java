package io.durable.api;

import org.jspecify.annotations.Nullable;

/**
 * Options of a sub-orchestration call.
 */
public final class NewSubOrchestrationInstanceOptions extends TaskOptions {

	private @Nullable String instanceId;

	private @Nullable String version;

	public NewSubOrchestrationInstanceOptions() {
		super(null, null);
	}

	public NewSubOrchestrationInstanceOptions(@Nullable RetryPolicy retryPolicy, @Nullable RetryHandler retryHandler) {
		super(retryPolicy, retryHandler);
	}

	/**
	 * Set the instance ID of the child.
	 * @param instanceId the instance ID, or {@code null} for a derived one
	 * @return these options
	 */
	public NewSubOrchestrationInstanceOptions setInstanceId(@Nullable String instanceId) {
		this.instanceId = instanceId;
		return this;
	}

	/**
	 * Set the version of the child.
	 * @param version the version, or {@code null} for none
	 * @return these options
	 */
	public NewSubOrchestrationInstanceOptions setVersion(@Nullable String version) {
		this.version = version;
		return this;
	}

	public @Nullable String getInstanceId() {
		return this.instanceId;
	}

	public @Nullable String getVersion() {
		return this.version;
	}

}
