package io.durable.client;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * One page of instances.
 */
public final class OrchestrationStatusQueryResult {

	private final List<OrchestrationMetadata> orchestrationState;

	private final @Nullable String continuationToken;

	OrchestrationStatusQueryResult(List<OrchestrationMetadata> orchestrationState, @Nullable String continuationToken) {
		this.orchestrationState = orchestrationState;
		this.continuationToken = continuationToken;
	}

	/**
	 * Return the instances of this page.
	 * @return the instances, the newest first
	 */
	public List<OrchestrationMetadata> getOrchestrationState() {
		return this.orchestrationState;
	}

	/**
	 * Return where the next page begins.
	 * @return an opaque text, or {@code null} if this is the last page
	 */
	public @Nullable String getContinuationToken() {
		return this.continuationToken;
	}

}
