package com.example.docs;

import java.time.Duration;
import java.time.ZoneId;
import java.time.ZonedDateTime;

import io.durable.api.Activity;
import io.durable.api.Orchestrator;
import io.durable.api.Task;
import io.durable.api.TaskOrchestrationContext;

import org.springframework.stereotype.Component;

@Component
class Reminders {

	@Orchestrator("RemindTomorrow")
	String remindTomorrow(TaskOrchestrationContext context, String whom) {
		ZonedDateTime now = context.getCurrentInstant().atZone(ZoneId.of("Europe/Berlin"));
		context.createTimer(now.plusDays(1).withHour(9).withMinute(0)).await();
		return context.callActivity(Reminders::remind, whom).await();
	}

	@Orchestrator("RemindUnlessPaid")
	String remindUnlessPaid(TaskOrchestrationContext context, String whom) {
		Task<Void> paid = context.waitForExternalEvent("Paid");
		Task<Void> patience = context.createTimer(Duration.ofDays(14));
		if (context.anyOf(paid, patience).await() == paid) {
			patience.cancel();
			return "thanks";
		}
		return context.callActivity(Reminders::remind, whom).await();
	}

	@Activity("Remind")
	String remind(String whom) {
		return "reminded " + whom;
	}

}
