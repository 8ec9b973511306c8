package io.durable.migration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import io.durable.api.DataConverter;
import io.durable.api.NewSubOrchestrationInstanceOptions;
import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.api.RetryHandler;
import io.durable.api.RetryPolicy;
import io.durable.api.Task;
import io.durable.client.DurableTaskClient;
import io.durable.client.ListInstanceIdsQuery;
import io.durable.client.ListInstanceIdsResult;
import io.durable.client.NewOrchestrationInstanceOptions;
import io.durable.client.OrchestrationMetadata;
import io.durable.client.OrchestrationStatusQuery;
import io.durable.client.PurgeInstanceCriteria;
import io.durable.hub.TaskHub;
import io.durable.serialization.JacksonDataConverter;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Uses of the SDK's members as its users write them, with the imports of this library.
 */
class SdkProgramTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	private static OrchestrationMetadata run(TaskHub.Builder builder, String name) throws Exception {
		try (TaskHub hub = builder.build()) {
			hub.start();
			String id = hub.client().scheduleNewOrchestrationInstance(name);
			return hub.client().waitForInstanceCompletion(id, TIMEOUT, true);
		}
	}

	@Test
	void anOrchestratorNeedNotReturnAValue() throws Exception {
		TaskHub.Builder builder = TaskHub.inMemory().addOrchestration("Completes", (ctx) -> {
			Task<String> echo = ctx.callActivity("Echo", "hello", String.class);
			ctx.complete(echo.await());
		}).addActivity("Echo", (ctx) -> ctx.getInput(String.class));
		assertThat(run(builder, "Completes").readOutputAs(String.class)).isEqualTo("hello");
		OrchestrationMetadata without = run(TaskHub.inMemory().addOrchestration("Waits", (ctx) -> {
			Task<Void> timer = ctx.createTimer(Duration.ofMillis(1));
			timer.await();
		}), "Waits");
		assertThat(without.getRuntimeStatus()).isEqualTo(OrchestrationRuntimeStatus.COMPLETED);
		assertThat(without.getSerializedOutput()).isNull();
	}

	@Test
	void anOrchestratorMayStillReturnAValue() throws Exception {
		assertThat(run(TaskHub.inMemory().addOrchestration("Expression", (ctx) -> ctx.getName()), "Expression")
			.readOutputAs(String.class)).isEqualTo("Expression");
		assertThat(run(TaskHub.inMemory().addOrchestration("Block", (ctx) -> {
			String name = ctx.getName();
			return name.length() + 2;
		}), "Block").readOutputAs(int.class)).isEqualTo(7);
		assertThat(run(TaskHub.inMemory().addOrchestration("Throws", (ctx) -> {
			throw new IllegalStateException("thrown");
		}), "Throws").getRuntimeStatus()).isEqualTo(OrchestrationRuntimeStatus.FAILED);
	}

	@Test
	void aRetryPolicyIsChangedAndUnbounded() {
		RetryPolicy policy = new RetryPolicy(3, Duration.ofSeconds(1)).setMaxNumberOfAttempts(5)
			.setFirstRetryInterval(Duration.ofSeconds(2))
			.setMaxRetryInterval(null)
			.setRetryTimeout(null);
		assertThat(policy.getMaxNumberOfAttempts()).isEqualTo(5);
		assertThat(policy.delayAfter(1)).isEqualTo(Duration.ofSeconds(2));
		assertThatIllegalArgumentException().isThrownBy(() -> policy.setMaxNumberOfAttempts(0));
		assertThatIllegalArgumentException().isThrownBy(() -> policy.setFirstRetryInterval(Duration.ZERO));
		RetryHandler handler = (context) -> false;
		assertThat(new NewSubOrchestrationInstanceOptions(policy).getRetryPolicy()).isSameAs(policy);
		assertThat(new NewSubOrchestrationInstanceOptions(handler).getRetryHandler()).isSameAs(handler);
	}

	@Test
	void aJavaLoggerSaysEachMessageOnce() throws Exception {
		List<LogRecord> said = new ArrayList<>();
		Logger logger = Logger.getLogger("sdk-program");
		logger.setUseParentHandlers(false);
		logger.addHandler(new Handler() {

			@Override
			public void publish(LogRecord record) {
				said.add(record);
			}

			@Override
			public void flush() {
			}

			@Override
			public void close() {
			}

		});
		run(TaskHub.inMemory()
			.options(io.durable.worker.WorkerOptions.defaults().withResidency(io.durable.worker.Residency.off()))
			.addOrchestration("Logs", (ctx) -> {
				Logger safe = ctx.createReplaySafeLogger(logger);
				safe.info("before");
				ctx.createTimer(Duration.ofMillis(1)).await();
				safe.fine("not loggable");
				safe.info(() -> "after");
			}), "Logs");
		assertThat(said).extracting(LogRecord::getMessage).containsExactly("before", "after");
		assertThat(said).extracting(LogRecord::getSourceClassName).containsOnly(SdkProgramTests.class.getName());
	}

	@Test
	void metadataQueriesAndListsAreReadAsBefore() throws Exception {
		try (TaskHub hub = TaskHub.inMemory().addOrchestration("Status", (ctx) -> {
			ctx.setCustomStatus("begun");
			ctx.setCustomStatus("done");
		}).build()) {
			hub.start();
			DurableTaskClient client = hub.client();
			client.createTaskHub(false);
			String id = client.scheduleNewOrchestrationInstance("Status",
					new NewOrchestrationInstanceOptions().setTags(Map.of("a", "1")).setTags(Map.of("b", "2")));
			OrchestrationMetadata metadata = client.waitForInstanceCompletion(id, null, true);
			assertThat(client.waitForInstanceStart(id, null).isInstanceFound()).isTrue();
			assertThat(metadata.getTags()).containsOnlyKeys("a", "b");
			assertThat(metadata.isCustomStatusFetched()).isTrue();
			assertThat(metadata.readCustomStatusAs(String.class)).isEqualTo("done");
			assertThat(client.getInstanceMetadata("unknown", true).isCustomStatusFetched()).isFalse();
			OrchestrationStatusQuery query = new OrchestrationStatusQuery().setTaskHubNames(List.of("default"))
				.setRuntimeStatusList(null);
			List<OrchestrationRuntimeStatus> statuses = query.getRuntimeStatusList();
			assertThat(statuses).isEmpty();
			assertThat(query.getTaskHubNames()).containsExactly("default");
			assertThat(query.setTaskHubNames(null).getTaskHubNames()).isEmpty();
			assertThat(query.getMaxInstanceCount()).isEqualTo(100);
			assertThat(client.queryInstances(query).getOrchestrationState()).hasSize(1);
			ListInstanceIdsQuery ids = new ListInstanceIdsQuery().setRuntimeStatusList(null);
			assertThat(ids.getPageSize()).isEqualTo(100);
			ListInstanceIdsResult page = client.listInstanceIds(ids);
			assertThat(page.getInstanceIds()).containsExactly(id);
			assertThat(page.getContinuationToken()).isNull();
			assertThatIllegalArgumentException().isThrownBy(() -> client.restartInstance("unknown", true));
			assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(client::deleteTaskHub)
				.withMessageContaining("purgeInstances");
			assertThat(client.purgeInstances(new PurgeInstanceCriteria().setRuntimeStatusList(null))
				.getDeletedInstanceCount()).isEqualTo(1);
		}
	}

	@Test
	void aConverterReadsClassesAndThrowsItsOwnException() {
		DataConverter converter = new JacksonDataConverter();
		String text = converter.deserialize("\"text\"", String.class);
		int number = converter.deserialize("7", int.class);
		assertThat(text + number).isEqualTo("text7");
		assertThatExceptionOfType(DataConverter.DataConverterException.class)
			.isThrownBy(() -> converter.deserialize("{", String.class));
		assertThatExceptionOfType(io.durable.api.DataConverterException.class)
			.isThrownBy(() -> converter.deserialize("{", String.class));
	}

	@Test
	void theListOfAllOfMayBeChanged() throws Exception {
		OrchestrationMetadata end = run(TaskHub.inMemory().addOrchestration("All", (ctx) -> {
			List<String> results = ctx
				.allOf(ctx.callActivity("Echo", "b", String.class), ctx.callActivity("Echo", "a", String.class))
				.await();
			results.sort(null);
			results.add("c");
			ctx.complete(results);
		}).addActivity("Echo", (ctx) -> ctx.getInput(String.class)), "All");
		assertThat(end.getSerializedOutput()).isEqualTo("[\"a\",\"b\",\"c\"]");
	}

}
