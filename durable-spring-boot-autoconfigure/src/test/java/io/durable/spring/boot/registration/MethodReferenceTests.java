package io.durable.spring.boot.registration;

import java.time.Duration;
import java.util.List;

import io.durable.api.Activity;
import io.durable.api.Orchestrator;
import io.durable.api.TaskOrchestrationContext;
import io.durable.client.DurableTaskClient;
import io.durable.spring.boot.testing.TestContexts;
import io.durable.store.memory.InMemoryTaskHubStore;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.transaction.annotation.Transactional;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls by method reference reach beans of every kind.
 */
class MethodReferenceTests {

	private final ApplicationContextRunner contextRunner = TestContexts.withoutDataSource()
		.withBean(InMemoryTaskHubStore.class);

	@Test
	void recordsFinalClassesInterfacesAndProxies() {
		this.contextRunner.withUserConfiguration(Proxies.OfInterfaces.class)
			.withBean(RecordBean.class, () -> new RecordBean("record"))
			.withBean(FinalBean.class)
			.withBean("byInterface", HiddenImplementation.class)
			.withBean(Calls.class)
			.run((context) -> {
				DurableTaskClient client = context.getBean(DurableTaskClient.class);
				String id = client.scheduleNewOrchestrationInstance(Calls::all, "x");
				assertThat(client.waitForInstanceCompletion(id, Duration.ofSeconds(60), true).readOutputAs(List.class))
					.containsExactly("record x", "final x", "interface x");
			});
	}

	@Test
	void classProxies() {
		this.contextRunner.withUserConfiguration(Proxies.OfClasses.class)
			.withBean(ProxiedBean.class)
			.withBean(ProxiedCalls.class)
			.run((context) -> {
				DurableTaskClient client = context.getBean(DurableTaskClient.class);
				String id = client.scheduleNewOrchestrationInstance(ProxiedCalls::call, "x");
				assertThat(
						client.waitForInstanceCompletion(id, Duration.ofSeconds(60), true).readOutputAs(String.class))
					.isEqualTo("proxied x");
			});
	}

	record RecordBean(String name) {

		@Activity("inRecord")
		String call(String input) {
			return this.name + " " + input;
		}

	}

	static final class FinalBean {

		@Activity("inFinalClass")
		String call(String input) {
			return "final " + input;
		}

	}

	interface ByInterface {

		@Activity("byInterface")
		String call(String input);

	}

	@Transactional
	static final class HiddenImplementation implements ByInterface {

		@Override
		public String call(String input) {
			return "interface " + input;
		}

	}

	@Transactional
	static class ProxiedBean {

		@Activity
		String proxied(String input) {
			return "proxied " + input;
		}

	}

	static class Calls {

		@Orchestrator
		List<String> all(TaskOrchestrationContext context, String input) {
			return List.of(context.callActivity(RecordBean::call, input).await(),
					context.callActivity(FinalBean::call, input).await(),
					context.callActivity(ByInterface::call, input).await());
		}

	}

	static class ProxiedCalls {

		@Orchestrator
		String call(TaskOrchestrationContext context, String input) {
			return context.callActivity(ProxiedBean::proxied, input).await();
		}

	}

}
