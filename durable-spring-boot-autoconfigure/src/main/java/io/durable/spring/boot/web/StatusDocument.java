package io.durable.spring.boot.web;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

import io.durable.api.FailureDetails;
import io.durable.client.OrchestrationMetadata;
import org.jspecify.annotations.Nullable;

/**
 * The status of an instance, with the fields of Durable Functions in their order. Fields
 * without a value are written as null: clients rely on them.
 *
 * @param name the name of the orchestrator
 * @param instanceId the instance ID
 * @param runtimeStatus the status
 * @param input the input
 * @param customStatus the custom status
 * @param output the output, the failure as text, or the reason of a termination
 * @param createdTime when it was started, in seconds
 * @param lastUpdatedTime when something last happened to it, in seconds
 */
record StatusDocument(String name, String instanceId, String runtimeStatus, @Nullable Object input,
		@Nullable Object customStatus, @Nullable Object output, String createdTime, String lastUpdatedTime) {

	static StatusDocument of(OrchestrationMetadata metadata) {
		return new StatusDocument(metadata.getName(), metadata.getInstanceId(), metadata.getRuntimeStatus().text(),
				ApiJson.embed(metadata.getSerializedInput()), ApiJson.embed(metadata.getSerializedCustomStatus()),
				output(metadata), seconds(metadata.getCreatedAt()), seconds(metadata.getLastUpdatedAt()));
	}

	private static @Nullable Object output(OrchestrationMetadata metadata) {
		FailureDetails failure = metadata.getFailureDetails();
		if (failure == null) {
			return ApiJson.embed(metadata.getSerializedOutput());
		}
		String message = failure.getErrorMessage();
		return "Orchestrator function '%s' failed: %s".formatted(metadata.getName(),
				message.isEmpty() ? failure.getErrorType() : message);
	}

	private static String seconds(Instant instant) {
		return instant.truncatedTo(ChronoUnit.SECONDS).toString();
	}

}
