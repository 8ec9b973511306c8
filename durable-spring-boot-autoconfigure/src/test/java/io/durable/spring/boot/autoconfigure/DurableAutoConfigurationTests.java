package io.durable.spring.boot.autoconfigure;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;

import io.durable.api.DataConverter;
import io.durable.client.DurableTaskClient;
import io.durable.function.FunctionRegistry;
import io.durable.hub.TaskHub;
import io.durable.serialization.JacksonDataConverter;
import io.durable.spring.boot.registration.DurableFunctionRegistrar;
import io.durable.spring.boot.testing.TestContexts;
import io.durable.store.memory.InMemoryTaskHubStore;
import io.durable.worker.Residency;
import io.durable.worker.WorkerListener;
import io.durable.worker.WorkerOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DurableAutoConfiguration}.
 */
class DurableAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = TestContexts.withoutDataSource()
		.withBean("store", InMemoryTaskHubStore.class);

	@Test
	void hubClientRegistryConverterAndOptionsArePresentByDefault() {
		this.contextRunner.run((context) -> {
			assertThat(context).hasSingleBean(TaskHub.class)
				.hasSingleBean(DurableTaskClient.class)
				.hasSingleBean(FunctionRegistry.class)
				.hasSingleBean(DurableFunctionRegistrar.class)
				.hasSingleBean(TaskHubLifecycle.class)
				.hasSingleBean(WorkerOptions.class);
			assertThat(context.getBean(DataConverter.class)).isInstanceOf(JacksonDataConverter.class);
			TaskHub hub = context.getBean(TaskHub.class);
			assertThat(context.getBean(DurableTaskClient.class)).isSameAs(hub.client());
			assertThat(context.getBean(FunctionRegistry.class)).isSameAs(hub.functions());
			assertThat(hub.isRunning()).isTrue();
		});
	}

	@Test
	void nothingIsThereWhenSwitchedOff() {
		TestContexts.onH2()
			.withPropertyValues("durable.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(TaskHub.class)
				.doesNotHaveBean(DurableTaskClient.class)
				.doesNotHaveBean(FunctionRegistry.class)
				.doesNotHaveBean(DataConverter.class)
				.doesNotHaveBean(TaskHubLifecycle.class)
				.doesNotHaveBean(DurableDataSourceScriptDatabaseInitializer.class));
	}

	@Test
	void backsOffToTheTaskHubOfTheApplication() {
		TestContexts.withoutDataSource().withUserConfiguration(OwnTaskHub.class).run((context) -> {
			assertThat(context).hasSingleBean(TaskHub.class).doesNotHaveBean(WorkerOptions.class);
			TaskHub hub = context.getBean(TaskHub.class);
			assertThat(context.getBean(DurableTaskClient.class)).isSameAs(hub.client());
			assertThat(context.getBean(FunctionRegistry.class)).isSameAs(hub.functions());
			assertThat(hub.functions().orchestratorNames()).containsExactly("Own");
			assertThat(hub.isRunning()).isTrue();
		});
	}

	@Test
	void backsOffToTheClientOfTheApplication() {
		TaskHub other = TaskHub.inMemory().build();
		this.contextRunner.withBean("own", DurableTaskClient.class, other::client)
			.run((context) -> assertThat(context.getBean(DurableTaskClient.class)).isSameAs(other.client()));
	}

	@Test
	void backsOffToTheRegistryOfTheApplication() {
		FunctionRegistry own = new FunctionRegistry();
		this.contextRunner.withBean("own", FunctionRegistry.class, () -> own).run((context) -> {
			assertThat(context).hasSingleBean(FunctionRegistry.class);
			assertThat(context.getBean(TaskHub.class).functions()).isSameAs(own);
		});
	}

	@Test
	void backsOffToTheDataConverterOfTheApplication() {
		this.contextRunner.withBean("own", PlainText.class).run((context) -> {
			assertThat(context).hasSingleBean(DataConverter.class);
			DurableTaskClient client = context.getBean(DurableTaskClient.class);
			String id = client.scheduleNewOrchestrationInstance("Any", "text");
			assertThat(client.getInstanceMetadata(id, true).getSerializedInput()).isEqualTo("plain text");
		});
	}

	@Test
	void backsOffToTheOptionsOfTheApplication() {
		WorkerOptions own = WorkerOptions.defaults();
		this.contextRunner.withBean("own", WorkerOptions.class, () -> own)
			.run((context) -> assertThat(context.getBean(TaskHub.class).options()).isSameAs(own));
	}

	@Test
	void optionsAreThoseOfTheEngineByDefault() {
		this.contextRunner.run((context) -> {
			WorkerOptions options = context.getBean(WorkerOptions.class);
			WorkerOptions defaults = WorkerOptions.defaults();
			assertThat(options).isEqualTo(defaults.withNode(options.nodeId(), defaults.leaseDuration()));
		});
	}

	@Test
	void propertiesSetTheOptions() {
		this.contextRunner
			.withPropertyValues("durable.node-id=here", "durable.lease-duration=7s", "durable.poll-interval=70ms",
					"durable.orchestrations.threads=3", "durable.activities.threads=5",
					"durable.checkpoint.max-turns=9", "durable.residency.max-history-size=1KB",
					"durable.residency.park-from=11", "durable.residency.max-parked-threads=13")
			.run((context) -> {
				WorkerOptions options = context.getBean(WorkerOptions.class);
				assertThat(options.nodeId()).isEqualTo("here");
				assertThat(options.leaseDuration()).isEqualTo(Duration.ofSeconds(7));
				assertThat(options.pollInterval()).isEqualTo(Duration.ofMillis(70));
				assertThat(options.orchestratorThreads()).isEqualTo(3);
				assertThat(options.activityThreads()).isEqualTo(5);
				assertThat(options.maxCheckpointTurns()).isEqualTo(9);
				assertThat(options.residency().maxHistoryBytes()).isEqualTo(1024);
				assertThat(options.residency().parkFrom()).isEqualTo(11);
				assertThat(options.residency().maxParkedThreads()).isEqualTo(13);
				assertThat(options.virtualThreads()).isFalse();
			});
	}

	@Test
	void residencyCanBeSwitchedOff() {
		this.contextRunner.withPropertyValues("durable.residency.enabled=false")
			.run((context) -> assertThat(context.getBean(WorkerOptions.class).residency()).isEqualTo(Residency.off()));
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void virtualThreadsAreThoseOfSpring() {
		this.contextRunner.withPropertyValues("spring.threads.virtual.enabled=true")
			.run((context) -> assertThat(context.getBean(WorkerOptions.class).virtualThreads()).isTrue());
	}

	@Test
	void wrongValueIsRefusedWithItsKey() {
		this.contextRunner.withPropertyValues("durable.activities.threads=0")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessage("durable.activities.threads must be at least 1"));
	}

	@Test
	void withoutWorkerOnlyTheClientWorks() {
		this.contextRunner.withPropertyValues("durable.worker.enabled=false").run((context) -> {
			assertThat(context.getBean(TaskHub.class).isRunning()).isFalse();
			DurableTaskClient client = context.getBean(DurableTaskClient.class);
			String id = client.scheduleNewOrchestrationInstance("Elsewhere");
			assertThat(client.getInstanceMetadata(id, false).isInstanceFound()).isTrue();
		});
	}

	@Test
	void lazyInitializationDoesNotSwitchTheWorkerOff() {
		this.contextRunner
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.withUserConfiguration(HelloCitiesTests.Greetings.class)
			.run((context) -> {
				TaskHub hub = context.getBeanProvider(TaskHub.class).getObject();
				assertThat(hub.isRunning()).isTrue();
				assertThat(hub.functions().orchestratorNames()).containsExactly("HelloCities");
				String id = hub.client().scheduleNewOrchestrationInstance("HelloCities");
				assertThat(hub.client().waitForInstanceCompletion(id, Duration.ofSeconds(20), false).isCompleted())
					.isTrue();
			});
	}

	@Test
	void listenersOfTheApplicationAreHeard() {
		CountingListener listener = new CountingListener();
		this.contextRunner.withBean(WorkerListener.class, () -> listener)
			.withBean(HelloCitiesTests.Greetings.class)
			.run((context) -> {
				DurableTaskClient client = context.getBean(DurableTaskClient.class);
				String id = client.scheduleNewOrchestrationInstance("HelloCities");
				client.waitForInstanceCompletion(id, Duration.ofSeconds(20), false);
				assertThat(listener.activities).isEqualTo(3);
			});
	}

	@Test
	void executorsOfSpringBootDoNotBackOff() {
		this.contextRunner.withConfiguration(AutoConfigurations.of(TaskExecutionAutoConfiguration.class))
			.run((context) -> assertThat(context.getBeansOfType(Executor.class).keySet())
				.containsExactly("applicationTaskExecutor"));
	}

	@Test
	void nothingStaysOpenAfterTheContext() {
		Map<String, TaskHub> hubs = new HashMap<>();
		this.contextRunner.run((context) -> hubs.put("hub", context.getBean(TaskHub.class)));
		assertThat(hubs.get("hub").isRunning()).isFalse();
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnTaskHub {

		@Bean
		TaskHub own() {
			return TaskHub.inMemory().addOrchestration("Own", (context) -> null).build();
		}

	}

	static class PlainText implements DataConverter {

		@Override
		public String serialize(Object value) {
			return (value != null) ? "plain " + value : null;
		}

		@Override
		public Object deserialize(String data, Type type) {
			return data;
		}

	}

	static class CountingListener implements WorkerListener {

		private volatile int activities;

		@Override
		public synchronized void activityEnded(String name, boolean succeeded, Duration duration) {
			this.activities++;
		}

	}

}
