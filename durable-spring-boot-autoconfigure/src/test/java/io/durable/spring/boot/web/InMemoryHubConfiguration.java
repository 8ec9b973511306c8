package io.durable.spring.boot.web;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;

import io.durable.api.TaskOrchestrationContext;
import io.durable.client.DurableTaskClient;
import io.durable.function.FunctionMethod;
import io.durable.function.FunctionRegistry;
import io.durable.function.FunctionRegistry.OrchestratorFunction;
import io.durable.hub.TaskHub;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.ReflectionUtils;

/**
 * The engine in memory, with a few orchestrators.
 */
@Configuration(proxyBeanMethods = false)
class InMemoryHubConfiguration {

	@Bean(initMethod = "start")
	TaskHub taskHub() {
		TaskHub hub = TaskHub.inMemory()
			.addOrchestration("Hello", (context) -> context.callActivity("SayHello", "Tokyo", String.class).await())
			.addActivity("SayHello", (context) -> "Hello " + context.getInput(String.class) + "!")
			.addOrchestration("Wait", (context) -> {
				context.setCustomStatus(Map.of("waitsFor", List.of("Done")));
				return context.waitForExternalEvent("Done", String.class).await();
			})
			.addOrchestration("Fail", (context) -> {
				throw new IllegalStateException("out of paper");
			})
			.build();
		hub.functions().add(method("EchoText"));
		hub.functions().add(method("EchoNumber"));
		return hub;
	}

	private static OrchestratorFunction method(String name) {
		Method method = ReflectionUtils.getUniqueDeclaredMethods(Echo.class,
				(candidate) -> candidate.getName().equalsIgnoreCase(name))[0];
		ReflectionUtils.makeAccessible(method);
		FunctionMethod function = FunctionMethod.orchestrator(Echo.class, method);
		return new OrchestratorFunction(name, function.asOrchestration(method, Echo::new), "test", function);
	}

	@Bean
	DurableTaskClient durableTaskClient(TaskHub hub) {
		return hub.client();
	}

	@Bean
	FunctionRegistry functionRegistry(TaskHub hub) {
		return hub.functions();
	}

	static class Echo {

		String echoText(TaskOrchestrationContext context, String text) {
			return "<" + text + ">";
		}

		String echoNumber(TaskOrchestrationContext context, Integer number) {
			return "<" + number + ">";
		}

	}

}
