package io.durable.api;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Options of {@link TaskOrchestrationContext#startNewOrchestration}.
 */
public final class StartOrchestrationOptions {

	private final Map<String, String> tags = new LinkedHashMap<>();

	private @Nullable String instanceId;

	private @Nullable String version;

	private @Nullable Instant startTime;

	/**
	 * Set the instance ID.
	 * @param instanceId the instance ID, or {@code null} for a derived one
	 * @return these options
	 */
	public StartOrchestrationOptions setInstanceId(@Nullable String instanceId) {
		this.instanceId = instanceId;
		return this;
	}

	/**
	 * Set the version.
	 * @param version the version, or {@code null} for the configured default
	 * @return these options
	 */
	public StartOrchestrationOptions setVersion(@Nullable String version) {
		this.version = version;
		return this;
	}

	/**
	 * Set when to start.
	 * @param startTime the time; a past one, or {@code null}, starts at once
	 * @return these options
	 */
	public StartOrchestrationOptions setStartTime(@Nullable Instant startTime) {
		this.startTime = startTime;
		return this;
	}

	/**
	 * Add a tag, which queries find the instance by.
	 * @param key the key
	 * @param value the value
	 * @return these options
	 */
	public StartOrchestrationOptions addTag(String key, String value) {
		this.tags.put(key, value);
		return this;
	}

	public @Nullable String getInstanceId() {
		return this.instanceId;
	}

	public @Nullable String getVersion() {
		return this.version;
	}

	public @Nullable Instant getStartTime() {
		return this.startTime;
	}

	public Map<String, String> getTags() {
		return this.tags;
	}

}
