package com.example.docs;

import io.durable.client.DurableTaskClient;
import io.durable.spring.boot.DurableClient;
import io.durable.spring.boot.DurableHttpResponses;
import io.durable.spring.boot.HttpManagementPayload;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

@RestController
class Orders {

	private final DurableHttpResponses responses;

	Orders(DurableHttpResponses responses) {
		this.responses = responses;
	}

	@PostMapping("/orders")
	ResponseEntity<HttpManagementPayload> order(@DurableClient DurableTaskClient client, @RequestBody Order order,
			HttpServletRequest request) {
		String id = client.scheduleNewOrchestrationInstance("ProcessOrder", order);
		return this.responses.createCheckStatusResponse(request, id);
	}

}
