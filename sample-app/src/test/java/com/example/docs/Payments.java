package com.example.docs;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.durable.api.Activity;
import io.durable.api.NonRetriableException;
import io.durable.api.Orchestrator;
import io.durable.api.TaskActivityContext;
import io.durable.api.TaskOrchestrationContext;

import org.springframework.stereotype.Component;

@Component
class Payments {

	private final PaymentGateway gateway;

	Payments(PaymentGateway gateway) {
		this.gateway = gateway;
	}

	@Orchestrator("Pay")
	String pay(TaskOrchestrationContext context, int cents) {
		return context.callActivity(Payments::chargeCard, cents).await();
	}

	@Activity("ChargeCard")
	String chargeCard(TaskActivityContext context, int cents) {
		if (cents <= 0) {
			throw new NonRetriableException("Nothing to charge: " + cents);
		}
		String idempotencyKey = context.getExecutionId() + "/" + context.getTaskId();
		return this.gateway.charge(idempotencyKey, cents);
	}

	/**
	 * Charges once for each key, however often it is asked to.
	 */
	@Component
	static class PaymentGateway {

		private final Map<String, String> payments = new ConcurrentHashMap<>();

		String charge(String idempotencyKey, int cents) {
			return this.payments.computeIfAbsent(idempotencyKey, (key) -> "paid " + cents);
		}

		int count() {
			return this.payments.size();
		}

	}

}
