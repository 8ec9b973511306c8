package io.durable.spring.boot.autoconfigure;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.durable.api.Activity;
import io.durable.api.DataConverter;
import io.durable.client.DurableTaskClient;
import io.durable.function.FunctionRegistry;
import io.durable.function.FunctionRegistry.OrchestratorFunction;
import io.durable.hub.TaskHub;
import io.durable.serialization.JacksonDataConverter;
import io.durable.spring.boot.registration.DurableFunctionRegistrar;
import io.durable.spring.boot.testing.TestContexts;
import io.durable.store.memory.InMemoryTaskHubStore;
import io.durable.worker.Residency;
import io.durable.worker.WorkerListener;
import io.durable.worker.WorkerOptions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.mock.env.MockEnvironment;

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
					"durable.residency.resident-from=11", "durable.residency.max-resident-threads=13",
					"durable.worker.memory=17MB", "durable.orchestrations.slow-turn=19ms")
			.run((context) -> {
				WorkerOptions options = context.getBean(WorkerOptions.class);
				assertThat(options.nodeId()).isEqualTo("here");
				assertThat(options.leaseDuration()).isEqualTo(Duration.ofSeconds(7));
				assertThat(options.pollInterval()).isEqualTo(Duration.ofMillis(70));
				assertThat(options.orchestratorThreads()).isEqualTo(3);
				assertThat(options.activityThreads()).isEqualTo(5);
				assertThat(options.maxCheckpointTurns()).isEqualTo(9);
				assertThat(options.residency().maxHistoryBytes()).isEqualTo(1024);
				assertThat(options.residency().residentFrom()).isEqualTo(11);
				assertThat(options.residency().maxResidentThreads()).isEqualTo(13);
				assertThat(options.memory()).isEqualTo(17 * 1024 * 1024);
				assertThat(options.slowTurn()).isEqualTo(Duration.ofMillis(19));
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

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					durable.activities.threads=0 | durable.activities.threads must be at least 1 but is 0
					durable.orchestrations.threads=-1 | durable.orchestrations.threads must be at least 1 but is -1
					durable.orchestrations.slow-turn=0s | durable.orchestrations.slow-turn must be at least 1ms but is 0 ms
					durable.lease-duration=-5s | durable.lease-duration must be at least 1ms but is -5000 ms
					durable.checkpoint.max-turns=0 | durable.checkpoint.max-turns must be at least 1 but is 0
					durable.residency.resident-from=-1 | durable.residency.resident-from must be at least 0 but is -1
					durable.residency.max-resident-threads=-1 | durable.residency.max-resident-threads must be at least 0 but is -1
					durable.worker.memory=10KB | durable.worker.memory must be at least 1MB but is 10240B
					""")
	void wrongValueIsRefusedWithItsKey(String property, String message) {
		this.contextRunner.withPropertyValues(property)
			.run((context) -> assertThat(TestContexts.failureAnalysis(context).getDescription()).contains(message));
	}

	@Test
	void activitiesAreLimitedByName() {
		this.contextRunner
			.withPropertyValues("durable.activities.threads=5", "durable.activities.SayHello.max-concurrent=2",
					"durable.activities.[to the/printer].max-concurrent=3",
					"durable.activities.by.mail.maxConcurrent=4", "durable.activities.threads.max-concurrent=1")
			.run((context) -> {
				WorkerOptions options = context.getBean(WorkerOptions.class);
				assertThat(options.activityThreads()).isEqualTo(5);
				assertThat(options.maxConcurrent())
					.isEqualTo(Map.of("SayHello", 2, "to the/printer", 3, "by.mail", 4, "threads", 1));
			});
	}

	@Test
	void activitiesAreLimitedByEnvironmentVariables() {
		MockEnvironment environment = new MockEnvironment();
		environment.getPropertySources()
			.addFirst(new SystemEnvironmentPropertySource(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
					Map.of("DURABLE_ACTIVITIES_SAYHELLO_MAXCONCURRENT", "6", "DURABLE_ACTIVITIES_THREADS", "7")));
		assertThat(ActivityLimits.in(environment).byName()).isEqualTo(Map.of("sayhello", 6));
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "many" })
	void wrongLimitIsRefusedWithItsKey(String value) {
		this.contextRunner.withPropertyValues("durable.activities.SayHello.max-concurrent=" + value)
			.run((context) -> assertThat(
					TestContexts.failureAnalysis(context, "durable.activities.SayHello.max-concurrent=" + value)
						.getDescription())
				.contains("durable.activities.SayHello.max-concurrent", "'" + value + "'",
						"It must be a number of at least 1"));
	}

	@Test
	void limitIsKeptWhateverTheCaseOfTheName() {
		MostAtOnce most = new MostAtOnce();
		this.contextRunner.withBean(MostAtOnce.class, () -> most)
			.withPropertyValues("durable.activities.COUNT.max-concurrent=1", "durable.activities.threads=8")
			.run((context) -> {
				TaskHub hub = context.getBean(TaskHub.class);
				hub.functions()
					.add(new OrchestratorFunction("FanOut", (orchestration) -> orchestration.allOf(
							Stream.generate(() -> orchestration.callActivity("count", Void.class)).limit(20).toList())
						.await(), "test", null));
				String id = hub.client().scheduleNewOrchestrationInstance("FanOut");
				assertThat(hub.client().waitForInstanceCompletion(id, Duration.ofSeconds(60), false).isCompleted())
					.isTrue();
				assertThat(most.calls).hasValue(20);
				assertThat(most.most).hasValue(1);
			});
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
				assertThat(hub.client().waitForInstanceCompletion(id, Duration.ofSeconds(60), false).isCompleted())
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
				client.waitForInstanceCompletion(id, Duration.ofSeconds(60), false);
				// The result comes first, listeners are told after
				Awaitility.await()
					.atMost(Duration.ofSeconds(60))
					.untilAsserted(() -> assertThat(listener.activities).isEqualTo(3));
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

	static class MostAtOnce {

		private final AtomicInteger calls = new AtomicInteger();

		private final AtomicInteger running = new AtomicInteger();

		private final AtomicInteger most = new AtomicInteger();

		@Activity("count")
		void count() {
			this.calls.incrementAndGet();
			this.most.accumulateAndGet(this.running.incrementAndGet(), Math::max);
			Thread.yield();
			this.running.decrementAndGet();
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
