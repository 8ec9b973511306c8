package io.durable.api;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Options of a sub-orchestration call.
 */
public final class NewSubOrchestrationInstanceOptions extends TaskOptions {

	private final Map<String, String> tags = new LinkedHashMap<>();

	private @Nullable String instanceId;

	private @Nullable String version;

	public NewSubOrchestrationInstanceOptions() {
		super(null, null);
	}

	public NewSubOrchestrationInstanceOptions(RetryPolicy retryPolicy) {
		super(retryPolicy);
	}

	public NewSubOrchestrationInstanceOptions(RetryHandler retryHandler) {
		super(retryHandler);
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
	 * @param version the version, or {@code null} for the configured default
	 * @return these options
	 */
	public NewSubOrchestrationInstanceOptions setVersion(@Nullable String version) {
		this.version = version;
		return this;
	}

	/**
	 * Add a tag, which queries find the child by.
	 * @param key the key
	 * @param value the value
	 * @return these options
	 */
	public NewSubOrchestrationInstanceOptions addTag(String key, String value) {
		this.tags.put(key, value);
		return this;
	}

	public Map<String, String> getTags() {
		return this.tags;
	}

	public @Nullable String getInstanceId() {
		return this.instanceId;
	}

	public @Nullable String getVersion() {
		return this.version;
	}

}
