package com.example.aot;

import io.durable.api.Activity;
import io.durable.api.Orchestrator;
import io.durable.api.TaskOrchestrationContext;

import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Greets a city.
 */
@Component
public class Greetings {

	@Activity
	@Transactional
	public String sayHello(String city) {
		return "Hello " + city + "!";
	}

	@Orchestrator
	public String greet(TaskOrchestrationContext context, String city) {
		return context.callActivity(Greetings::sayHello, city).await();
	}

}
