package io.durable.model;

import io.durable.client.OrchestrationMetadata;

/**
 * How a program ended.
 *
 * @param outcome its output or failure
 * @param customStatus its custom status, or {@code null}
 */
record Result(String outcome, String customStatus) {

	static Result of(OrchestrationMetadata metadata) {
		String outcome = (metadata.getFailureDetails() != null) ? "failed " + Texts.of(metadata.getFailureDetails())
				: metadata.getRuntimeStatus() + " " + metadata.readOutputAs(String.class);
		return new Result(outcome, metadata.readCustomStatusAs(String.class));
	}

}
