package io.durable.spring.boot;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * The check-status document: the URLs of an instance. <code>{eventName}</code> and
 * <code>{text}</code> stand in them literally, for the client to replace. Its JSON is the
 * same whatever naming and order the application has configured.
 *
 * @param id the instance ID
 * @param statusQueryGetUri where to ask for the status
 * @param sendEventPostUri where to send an event
 * @param terminatePostUri where to end the instance
 * @param purgeHistoryDeleteUri where to delete the instance
 * @param restartPostUri where to start it again
 * @param suspendPostUri where to suspend it
 * @param resumePostUri where to resume it
 * @param rewindPostUri where to rewind it
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
@JsonPropertyOrder({ "id", "statusQueryGetUri", "sendEventPostUri", "terminatePostUri", "purgeHistoryDeleteUri",
		"restartPostUri", "suspendPostUri", "resumePostUri", "rewindPostUri" })
public record HttpManagementPayload(@JsonProperty("id") String id,
		@JsonProperty("statusQueryGetUri") String statusQueryGetUri,
		@JsonProperty("sendEventPostUri") String sendEventPostUri,
		@JsonProperty("terminatePostUri") String terminatePostUri,
		@JsonProperty("purgeHistoryDeleteUri") String purgeHistoryDeleteUri,
		@JsonProperty("restartPostUri") String restartPostUri, @JsonProperty("suspendPostUri") String suspendPostUri,
		@JsonProperty("resumePostUri") String resumePostUri, @JsonProperty("rewindPostUri") String rewindPostUri) {

}
