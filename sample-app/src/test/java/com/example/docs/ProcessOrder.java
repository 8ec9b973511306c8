package com.example.docs;

import io.durable.api.Orchestrator;

import org.springframework.stereotype.Component;

@Component
class ProcessOrder {

	@Orchestrator("ProcessOrder")
	int processOrder(Order order) {
		return order.items().size();
	}

}
