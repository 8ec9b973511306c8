package com.example;

import java.util.List;

import io.durable.api.Activity;
import io.durable.api.Orchestrator;
import io.durable.api.TaskOrchestrationContext;

import org.springframework.stereotype.Component;

@Component
class Greetings {

	@Orchestrator("Greet")
	List<String> greet(TaskOrchestrationContext context, List<String> names) {
		return names.stream().map((name) -> context.callActivity(Greetings::sayHello, name).await()).toList();
	}

	@Activity("SayHello")
	String sayHello(String name) {
		return "Hello " + name + "!";
	}

}
