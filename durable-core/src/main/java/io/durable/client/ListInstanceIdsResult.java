package io.durable.client;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * One page of instance IDs.
 *
 * @param instanceIds the instance IDs
 * @param continuationToken where the next page begins, or {@code null} if this is the
 * last one
 */
public record ListInstanceIdsResult(List<String> instanceIds, @Nullable String continuationToken) {

	public List<String> getInstanceIds() {
		return this.instanceIds;
	}

	public @Nullable String getContinuationToken() {
		return this.continuationToken;
	}

}
