package io.durable.spring.boot.web.answer;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.durable.api.FailureDetails;
import io.durable.client.OrchestrationMetadata;
import org.jspecify.annotations.Nullable;

/**
 * The status of an instance, with the fields of Durable Functions in their order. Fields
 * without a value are written as null, but for the history: clients rely on them.
 *
 * @param name the name of the orchestrator
 * @param instanceId the instance ID
 * @param runtimeStatus the status
 * @param input the input
 * @param customStatus the custom status
 * @param output the output, the failure as text, or the reason of a termination
 * @param createdTime when it was started, in seconds
 * @param lastUpdatedTime when something last happened to it, in seconds
 * @param historyEvents the history, or {@code null} if it was not asked for
 */
public record StatusDocument(String name, String instanceId, String runtimeStatus, @Nullable Object input,
		@Nullable Object customStatus, @Nullable Object output, String createdTime, String lastUpdatedTime,
		@JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<Map<String, Object>> historyEvents) {

	public static StatusDocument of(OrchestrationMetadata metadata, boolean showInput) {
		return new StatusDocument(metadata.getName(), metadata.getInstanceId(), metadata.getRuntimeStatus().text(),
				showInput ? ApiJson.embed(metadata.getSerializedInput()) : null,
				ApiJson.embed(metadata.getSerializedCustomStatus()), output(metadata), seconds(metadata.getCreatedAt()),
				seconds(metadata.getLastUpdatedAt()), null);
	}

	public StatusDocument withHistory(List<Map<String, Object>> events) {
		return new StatusDocument(this.name, this.instanceId, this.runtimeStatus, this.input, this.customStatus,
				this.output, this.createdTime, this.lastUpdatedTime, events);
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
