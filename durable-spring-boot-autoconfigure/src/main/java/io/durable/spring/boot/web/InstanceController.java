package io.durable.spring.boot.web;

import java.io.IOException;

import io.durable.api.InstanceIds;
import io.durable.client.DurableTaskClient;
import io.durable.client.InstanceNotFoundException;
import io.durable.client.OrchestrationMetadata;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * Shows and manages single instances.
 */
class InstanceController {

	private static final int RETRY_AFTER_SECONDS = 5;

	private final HttpApi api;

	private final DurableTaskClient client;

	InstanceController(HttpApi api, DurableTaskClient client) {
		this.api = api;
		this.client = client;
	}

	void status(HttpServletRequest request, HttpServletResponse response, @PathVariable("instanceId") String instanceId)
			throws IOException {
		this.api.serve(request, response, (links) -> {
			OrchestrationMetadata metadata = this.client.getInstanceMetadata(InstanceIds.check(instanceId), true);
			if (!metadata.isInstanceFound()) {
				throw new InstanceNotFoundException(instanceId);
			}
			StatusDocument document = StatusDocument.of(metadata);
			return metadata.isCompleted() ? Answer.of(HttpStatus.OK, document)
					: Answer.of(HttpStatus.ACCEPTED, document).askAgain(links.status(instanceId), RETRY_AFTER_SECONDS);
		});
	}

	void terminate(HttpServletRequest request, HttpServletResponse response,
			@PathVariable("instanceId") String instanceId,
			@RequestParam(name = "reason", required = false) @Nullable String reason) throws IOException {
		this.api.serve(request, response, (links) -> {
			this.client.terminate(InstanceIds.check(instanceId), reason);
			return Answer.empty(HttpStatus.ACCEPTED);
		});
	}

}
