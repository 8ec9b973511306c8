package io.durable.spring.boot.web;

/**
 * The check-status document: the URLs of an instance. <code>{eventName}</code> and
 * <code>{text}</code> stand in them literally, for the client to replace.
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
record HttpManagementPayload(String id, String statusQueryGetUri, String sendEventPostUri, String terminatePostUri,
		String purgeHistoryDeleteUri, String restartPostUri, String suspendPostUri, String resumePostUri,
		String rewindPostUri) {

}
