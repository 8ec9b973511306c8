package com.example.docs;

import java.time.Instant;
import java.util.UUID;

import io.durable.api.Activity;
import io.durable.api.Orchestrator;
import io.durable.api.TaskOrchestrationContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;

@Component
class OrderFulfilment {

	private static final Logger logger = LoggerFactory.getLogger(OrderFulfilment.class);

	@Orchestrator("FulfilOrder")
	Receipt fulfilOrder(TaskOrchestrationContext context, Order order) {
		Logger log = context.createReplaySafeLogger(OrderFulfilment.class);
		UUID receiptId = context.newUUID();
		log.info("Charging the order");
		context.callActivity(OrderFulfilment::charge, order).await();
		log.info("Shipping the order");
		context.callActivity(OrderFulfilment::ship, order.id()).await();
		return new Receipt(receiptId, context.getCurrentInstant());
	}

	@Activity("Charge")
	void charge(Order order) {
		logger.info("Charging {} items", order.items().size());
	}

	@Activity("Ship")
	void ship(String orderId) {
		logger.info("Shipping {}", orderId);
	}

	record Receipt(UUID id, Instant issuedAt) {

	}

}
