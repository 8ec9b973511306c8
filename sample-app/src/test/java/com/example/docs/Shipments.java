package com.example.docs;

import java.time.Duration;
import java.util.List;

import io.durable.api.NewSubOrchestrationInstanceOptions;
import io.durable.api.Orchestrator;
import io.durable.api.StartOrchestrationOptions;
import io.durable.api.Task;
import io.durable.api.TaskOrchestrationContext;

import org.springframework.stereotype.Component;

@Component
class Shipments {

	@Orchestrator("ShipOrder")
	List<String> shipOrder(TaskOrchestrationContext context, Order order) {
		List<Task<String>> parcels = order.items()
			.stream()
			.map((item) -> context.callSubOrchestrator(Shipments::shipItem, item))
			.toList();
		return context.allOf(parcels).await();
	}

	@Orchestrator("ShipItem")
	String shipItem(TaskOrchestrationContext context, String item) {
		return item + " for " + context.getParentInstance().instanceId();
	}

	@Orchestrator("ShipExpress")
	String shipExpress(TaskOrchestrationContext context, Order order) {
		NewSubOrchestrationInstanceOptions options = new NewSubOrchestrationInstanceOptions()
			.setInstanceId("express-" + order.id())
			.setVersion("2.0")
			.addTag("order", order.id());
		return context.callSubOrchestrator(Shipments::shipItem, order.items().get(0), options).await();
	}

	@Orchestrator("ShipAndAsk")
	String shipAndAsk(TaskOrchestrationContext context, Order order) {
		shipOrder(context, order);
		StartOrchestrationOptions inAWeek = new StartOrchestrationOptions()
			.setStartTime(context.getCurrentInstant().plus(Duration.ofDays(7)))
			.addTag("order", order.id());
		return context.startNewOrchestration("SendSurvey", order.id(), inAWeek);
	}

	@Orchestrator("SendSurvey")
	String sendSurvey(String orderId) {
		return "How was " + orderId + "?";
	}

}
