package io.durable.sample;

import io.durable.client.DurableTaskClient;
import io.durable.spring.boot.DurableClient;
import org.jspecify.annotations.Nullable;

import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/**
 * Starts the eternal orchestration under a fixed ID. The optional body is the time
 * between two clean-ups in seconds.
 */
@RestController
class TriggerEternalOrchestration {

	@PostMapping("/trigger-eternal")
	ResponseEntity<Started> triggerEternal(@DurableClient DurableTaskClient client,
			@RequestBody(required = false) @Nullable Integer seconds) {
		return Started.accepted(client.scheduleNewOrchestrationInstance("Periodic_Cleanup_Loop", seconds, "StaticId"));
	}

}
