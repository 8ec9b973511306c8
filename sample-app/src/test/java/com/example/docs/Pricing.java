package com.example.docs;

import io.durable.api.Activity;
import io.durable.api.Orchestrator;
import io.durable.api.TaskOrchestrationContext;
import io.durable.api.Versioning;

import org.springframework.stereotype.Component;

@Component
class Pricing {

	@Orchestrator("PriceOrder")
	int priceOrder(TaskOrchestrationContext context, int net) {
		int price = net;
		if (Versioning.compare(context.getVersion(), "2.0") >= 0) {
			price = context.callActivity(Pricing::discount, price).await();
		}
		return context.callActivity(Pricing::addTax, price).await();
	}

	@Activity("Discount")
	int discount(int price) {
		return price - price / 10;
	}

	@Activity("AddTax")
	int addTax(int price) {
		return price + price / 5;
	}

}
