package io.durable.client;

import java.lang.reflect.Type;
import java.time.Instant;
import java.util.Map;

import io.durable.api.DataConverter;
import io.durable.api.FailureDetails;
import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.api.TypeReference;
import io.durable.history.ParentTask;
import io.durable.store.InstanceView;
import io.durable.store.StoredInstance;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an instance at one moment. Immutable.
 */
public final class OrchestrationMetadata {

	private final String instanceId;

	private final @Nullable InstanceView view;

	private final DataConverter converter;

	private final boolean inputFetched;

	private final boolean outputFetched;

	OrchestrationMetadata(String instanceId, @Nullable InstanceView view, DataConverter converter, boolean inputFetched,
			boolean outputFetched) {
		this.instanceId = instanceId;
		this.view = view;
		this.converter = converter;
		this.inputFetched = inputFetched;
		this.outputFetched = outputFetched;
	}

	private InstanceView view() {
		if (this.view == null) {
			throw new InstanceNotFoundException(this.instanceId);
		}
		return this.view;
	}

	private StoredInstance instance() {
		return view().instance();
	}

	/**
	 * Return whether there is such an instance. Without one all other methods but
	 * {@link #getInstanceId()} throw {@link InstanceNotFoundException}.
	 * @return {@code true} if it was found
	 */
	public boolean isInstanceFound() {
		return this.view != null;
	}

	public String getInstanceId() {
		return this.instanceId;
	}

	public String getName() {
		return instance().name();
	}

	public @Nullable String getVersion() {
		return instance().version();
	}

	public OrchestrationRuntimeStatus getRuntimeStatus() {
		return instance().status();
	}

	public Instant getCreatedAt() {
		return instance().createdAt();
	}

	/**
	 * Return when the last history event happened.
	 * @return the time, or the time of the start if it has not run
	 */
	public Instant getLastUpdatedAt() {
		return view().lastUpdatedAt();
	}

	/**
	 * Return when the instance ended.
	 * @return the time, or {@code null} if it has not
	 */
	public @Nullable Instant getCompletedAt() {
		return view().completedAt();
	}

	/**
	 * Return the start time that was asked for.
	 * @return the time, or {@code null} if it was to start at once
	 */
	public @Nullable Instant getScheduledStartAt() {
		return instance().scheduledStartAt();
	}

	/**
	 * Return the orchestration that called the instance.
	 * @return its instance ID, or {@code null} if it was started by a client
	 */
	public @Nullable String getParentInstanceId() {
		ParentTask parent = instance().parent();
		return (parent != null) ? parent.instanceId() : null;
	}

	/**
	 * Return the input as stored.
	 * @return the text, or {@code null} if there is none or payloads were not asked for
	 */
	public @Nullable String getSerializedInput() {
		return view().input();
	}

	/**
	 * Return the output as stored.
	 * @return the text, or {@code null} if there is none or payloads were not asked for
	 */
	public @Nullable String getSerializedOutput() {
		return view().output();
	}

	public @Nullable String getSerializedCustomStatus() {
		return instance().customStatus();
	}

	/**
	 * Return why the orchestration failed.
	 * @return the failure, or {@code null} if it has not failed
	 */
	public @Nullable FailureDetails getFailureDetails() {
		return view().failure();
	}

	public Map<String, String> getTags() {
		return instance().tags();
	}

	/**
	 * Return why the instance is parked: it waits for somebody to mend what is named
	 * there.
	 * @return the reason, or {@code null} if it is not parked
	 */
	public @Nullable String getParkedReason() {
		return instance().parkedReason();
	}

	/**
	 * Return whether the instance runs at present. To find out whether it has ended, ask
	 * {@link #isCompleted()}: a pending or suspended one does neither.
	 * @return {@code true} for the status {@code RUNNING}
	 */
	public boolean isRunning() {
		return isInstanceFound() && getRuntimeStatus() == OrchestrationRuntimeStatus.RUNNING;
	}

	/**
	 * Return whether the instance has ended, in whatever way.
	 * @return {@code true} for a terminal status
	 */
	public boolean isCompleted() {
		return isInstanceFound() && getRuntimeStatus().isTerminal();
	}

	@SuppressWarnings("unchecked") // of a primitive type it is the wrapper
	public <T> @Nullable T readInputAs(Class<T> type) {
		return (T) read(this.inputFetched, getSerializedInput(), type);
	}

	@SuppressWarnings("unchecked")
	public <T> @Nullable T readInputAs(TypeReference<T> type) {
		return (T) read(this.inputFetched, getSerializedInput(), type.getType());
	}

	@SuppressWarnings("unchecked")
	public <T> @Nullable T readOutputAs(Class<T> type) {
		return (T) read(this.outputFetched, getSerializedOutput(), type);
	}

	@SuppressWarnings("unchecked")
	public <T> @Nullable T readOutputAs(TypeReference<T> type) {
		return (T) read(this.outputFetched, getSerializedOutput(), type.getType());
	}

	private @Nullable Object read(boolean fetched, @Nullable String data, Type type) {
		if (!fetched) {
			throw new IllegalStateException(
					"Inputs and outputs were not fetched: ask for the metadata with getInputsAndOutputs = true");
		}
		return this.converter.deserialize(data, type);
	}

	@SuppressWarnings("unchecked")
	public <T> @Nullable T readCustomStatusAs(Class<T> type) {
		return (T) this.converter.deserialize(getSerializedCustomStatus(), type);
	}

	/**
	 * Return whether the instance has a custom status.
	 * @return {@code true} if {@link #readCustomStatusAs} has something to read
	 */
	public boolean isCustomStatusFetched() {
		return isInstanceFound() && getSerializedCustomStatus() != null;
	}

	@Override
	public String toString() {
		return (this.view != null) ? "%s '%s' is %s".formatted(getName(), this.instanceId, getRuntimeStatus().text())
				: "No instance '%s'".formatted(this.instanceId);
	}

}
