package io.durable.sample;

import io.durable.client.DurableTaskClient;
import io.durable.spring.boot.DurableClient;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/**
 * Singleton: starts any orchestration under an ID that the caller chooses, unless one
 * runs there.
 */
@RestController
class HttpStartSingle {

	private final DurableTaskClient client;

	HttpStartSingle(@DurableClient DurableTaskClient client) {
		this.client = client;
	}

	@PostMapping("/start-single/{functionName}/{instanceId}")
	ResponseEntity<Started> startSingle(@PathVariable String functionName, @PathVariable String instanceId,
			@RequestBody(required = false) @Nullable JsonNode input) {
		return Started.accepted(this.client.scheduleNewOrchestrationInstance(functionName, input, instanceId));
	}

}
