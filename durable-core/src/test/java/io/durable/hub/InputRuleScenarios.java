package io.durable.hub;

import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

import io.durable.api.ContinueAsNewOptions;
import io.durable.api.DataConverter;
import io.durable.api.NewSubOrchestrationInstanceOptions;
import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.api.RetryPolicy;
import io.durable.api.StartOrchestrationOptions;
import io.durable.api.Task;
import io.durable.api.TaskFailedException;
import io.durable.api.TaskOptions;
import io.durable.api.Versioning;
import io.durable.api.Versioning.FailureStrategy;
import io.durable.api.Versioning.MatchStrategy;
import io.durable.client.DurableTaskClient;
import io.durable.client.InstanceNotFoundException;
import io.durable.client.ListInstanceIdsQuery;
import io.durable.client.NewOrchestrationInstanceOptions;
import io.durable.client.OrchestrationMetadata;
import io.durable.client.OrchestrationStatusQuery;
import io.durable.client.PurgeInstanceCriteria;
import io.durable.history.HistoryEvent.Action;
import io.durable.history.HistoryEvent.TimerCreated;
import io.durable.worker.WorkerOptions;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Names, texts and times of callers: what one store would refuse none takes, from a
 * client or an orchestrator.
 */
public abstract class InputRuleScenarios extends HubScenarios {

	private static final String LONG = "x".repeat(501);

	private static final String NUL = "a\u0000b";

	private static final String HALF = "a\ud800b";

	private static final List<String> BAD_NAMES = List.of("", " ", LONG, NUL, HALF);

	private static final Duration FOREVER = ChronoUnit.FOREVER.getDuration();

	@Test
	void aClientIsRefused() {
		this.builder.addOrchestration("Test", (context) -> context.waitForExternalEvent("E").await());
		DurableTaskClient client = start();
		String id = client.scheduleNewOrchestrationInstance("Test");
		for (String name : BAD_NAMES) {
			assertThatIllegalArgumentException().isThrownBy(() -> client.scheduleNewOrchestrationInstance(name));
			assertThatIllegalArgumentException().isThrownBy(() -> client.raiseEvent(id, name, null));
			assertThatIllegalArgumentException().isThrownBy(() -> client.raiseEvent(id, "E", null, name));
			assertThatIllegalArgumentException().isThrownBy(() -> client.scheduleNewOrchestrationInstance("Test",
					new NewOrchestrationInstanceOptions().addTag(name, "value")));
		}
		assertThatIllegalArgumentException().isThrownBy(() -> client.scheduleNewOrchestrationInstance("Test",
				new NewOrchestrationInstanceOptions().addTag("key", null)));
		for (String text : List.of(NUL, HALF)) {
			assertThatIllegalArgumentException().isThrownBy(() -> client.scheduleNewOrchestrationInstance("Test",
					new NewOrchestrationInstanceOptions().setVersion(text)));
			assertThatIllegalArgumentException().isThrownBy(() -> client.scheduleNewOrchestrationInstance("Test",
					new NewOrchestrationInstanceOptions().addTag("key", text)));
			assertThatIllegalArgumentException().isThrownBy(() -> client.scheduleNewOrchestrationInstance("Test",
					new NewOrchestrationInstanceOptions().setSerializedInput(text)));
			assertThatIllegalArgumentException().isThrownBy(() -> client.suspendInstance(id, text));
			assertThatIllegalArgumentException().isThrownBy(() -> client.resumeInstance(id, text));
			assertThatExceptionOfType(InstanceNotFoundException.class)
				.isThrownBy(() -> client.raiseEvent(text, "E", null));
			assertThat(client.getInstanceMetadata(text, false).isInstanceFound()).isFalse();
		}
	}

	@Test
	void whatCannotBeStoredIsNotFound() {
		DurableTaskClient client = start();
		for (String text : List.of(NUL, HALF)) {
			assertThat(client.getInstanceMetadata(text, true).isInstanceFound()).isFalse();
			assertThat(client.purgeInstance(text).deletedInstanceCount()).isZero();
			assertThatExceptionOfType(InstanceNotFoundException.class)
				.isThrownBy(() -> client.getOrchestrationHistory(text));
		}
	}

	@Test
	void aFilterThatNothingStoredCanMatchIsRefused() {
		for (String text : List.of(NUL, HALF)) {
			OrchestrationStatusQuery query = new OrchestrationStatusQuery();
			assertThatIllegalArgumentException().isThrownBy(() -> query.setName(text));
			assertThatIllegalArgumentException().isThrownBy(() -> query.setInstanceIdPrefix(text));
			assertThatIllegalArgumentException().isThrownBy(() -> query.setParentInstanceId(text));
			assertThatIllegalArgumentException().isThrownBy(() -> query.addTag(text, "value"));
			assertThatIllegalArgumentException().isThrownBy(() -> query.addTag("key", text));
		}
	}

	@Test
	void aQueryHasUpToFiveTags() {
		OrchestrationStatusQuery query = new OrchestrationStatusQuery();
		for (int i = 0; i < 5; i++) {
			query.addTag("key" + i, "value");
		}
		query.addTag("key1", "other");
		assertThatIllegalArgumentException().isThrownBy(() -> query.addTag("key5", "value"))
			.withMessageContaining("at most 5 tags");
	}

	@Test
	void aClientCannotTakeTheIdOfAChild() throws Exception {
		this.builder
			.addOrchestration("Parent", (context) -> context.callSubOrchestrator("Child", null, String.class).await())
			.addOrchestration("Child", (context) -> context.getInstanceId());
		DurableTaskClient client = start();
		String id = client.scheduleNewOrchestrationInstance("Parent");
		String child = client.waitForInstanceCompletion(id, TIMEOUT, true).readOutputAs(String.class);
		assertThatIllegalArgumentException()
			.isThrownBy(() -> client.scheduleNewOrchestrationInstance("Child", null, child))
			.withMessageContaining("reserved for sub-orchestrations");
		assertThat(client.restartInstance(child, false)).isEqualTo(child);
		String given = "0123456789abcdef0123456789abcdef:item";
		assertThat(client.scheduleNewOrchestrationInstance("Child", null, given)).isEqualTo(given);
	}

	@Test
	void anOrchestratorCannotTakeTheIdOfAnothersChild() throws Exception {
		this.builder.addOrchestration("Test", (context) -> {
			String child = "0123456789abcdef0123456789abcdef:1";
			List<Runnable> calls = List.of(
					() -> context.startNewOrchestration("Any", null,
							new StartOrchestrationOptions().setInstanceId(child)),
					() -> context.callSubOrchestrator("Any", null, child, String.class),
					() -> context.callSubOrchestrator("Any", null, null,
							new NewSubOrchestrationInstanceOptions().setInstanceId(child), String.class));
			int refused = 0;
			for (Runnable call : calls) {
				try {
					call.run();
				}
				catch (IllegalArgumentException ex) {
					refused++;
				}
			}
			return refused;
		});
		String id = start().scheduleNewOrchestrationInstance("Test");
		assertThat(awaitEnd(id, OrchestrationRuntimeStatus.COMPLETED).readOutputAs(int.class)).isEqualTo(3);
		assertThat(events(id, Action.class)).isEmpty();
	}

	@Test
	void aNodeIsRefused() {
		for (String name : BAD_NAMES) {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> WorkerOptions.defaults().withNode(name, Duration.ofSeconds(1)));
		}
		for (String version : List.of(LONG, NUL, HALF)) {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> new Versioning(version, null, MatchStrategy.NONE, FailureStrategy.REJECT));
			assertThatIllegalArgumentException()
				.isThrownBy(() -> new Versioning(null, version, MatchStrategy.NONE, FailureStrategy.REJECT));
		}
	}

	@Test
	void aCustomStatusThatCannotBeStoredIsRefused() throws Exception {
		this.builder.dataConverter(new DataConverter() {

			@Override
			public String serialize(Object value) {
				return (value != null) ? value.toString() : null;
			}

			@Override
			public Object deserialize(String data, Type type) {
				return data;
			}

		}).addOrchestration("Test", (context) -> {
			for (String text : List.of(NUL, HALF)) {
				assertThatIllegalArgumentException().isThrownBy(() -> context.setCustomStatus(text));
			}
			return "refused";
		});
		String id = start().scheduleNewOrchestrationInstance("Test");
		assertThat(awaitEnd(id, OrchestrationRuntimeStatus.COMPLETED).getSerializedOutput()).isEqualTo("refused");
	}

	@Test
	void anOrchestratorIsRefusedAndGoesOn() throws Exception {
		this.builder.addOrchestration("Test", (context) -> {
			List<Runnable> calls = new ArrayList<>();
			for (String name : BAD_NAMES) {
				calls.add(() -> context.callActivity(name));
				calls.add(() -> context.callSubOrchestrator(name, String.class));
				calls.add(() -> context.startNewOrchestration(name, null, new StartOrchestrationOptions()));
				calls.add(() -> context.sendEvent("other", name, null));
				calls.add(() -> context.waitForExternalEvent(name));
				calls.add(() -> context.startNewOrchestration("Any", null,
						new StartOrchestrationOptions().addTag(name, "value")));
				calls.add(() -> context.callSubOrchestrator("Any", null, null,
						new NewSubOrchestrationInstanceOptions().addTag(name, "value"), String.class));
			}
			for (String version : List.of(LONG, NUL, HALF)) {
				calls.add(() -> context.startNewOrchestration("Any", null,
						new StartOrchestrationOptions().setVersion(version)));
				calls.add(() -> context.callSubOrchestrator("Any", null, null,
						new NewSubOrchestrationInstanceOptions().setVersion(version), String.class));
				calls.add(() -> context.continueAsNew(null, new ContinueAsNewOptions().setNewVersion(version)));
			}
			int refused = 0;
			for (Runnable call : calls) {
				try {
					call.run();
				}
				catch (IllegalArgumentException ex) {
					refused++;
				}
			}
			return calls.size() - refused;
		});
		String id = start().scheduleNewOrchestrationInstance("Test");
		assertThat(awaitEnd(id, OrchestrationRuntimeStatus.COMPLETED).readOutputAs(int.class)).isZero();
		assertThat(events(id, Action.class)).isEmpty();
	}

	@Test
	void timesOfCallersSaturate() throws Exception {
		this.builder.addActivity("Fail", (context) -> {
			throw new IllegalStateException("boom");
		});
		this.builder.addOrchestration("Test", (context) -> {
			RetryPolicy policy = new RetryPolicy(1, Duration.ofSeconds(1)).setMaxRetryInterval(FOREVER)
				.setRetryTimeout(FOREVER);
			Task<Void> never = context.createTimer(FOREVER);
			Task<Void> far = context.createTimer(Instant.parse("+99999-01-01T00:00:00Z").atZone(ZoneOffset.UTC));
			Task<Void> event = context.waitForExternalEvent("E", Duration.ofMillis(Long.MAX_VALUE));
			context.createTimer(Duration.ofSeconds(Long.MIN_VALUE)).await();
			try {
				return context.callActivity("Fail", null, new TaskOptions(policy), String.class).await();
			}
			catch (TaskFailedException ex) {
				return ex.getErrorDetails().getErrorMessage() + never.cancel() + far.cancel() + event.cancel();
			}
		});
		String id = start().scheduleNewOrchestrationInstance("Test");
		OrchestrationMetadata ended = client().waitForInstanceCompletion(id, FOREVER, true);
		assertThat(ended.readOutputAs(String.class)).isEqualTo("boomtruetruetrue");
		assertThat(events(id, TimerCreated.class)).hasSize(4);
		client().scheduleNewOrchestrationInstance("Test",
				new NewOrchestrationInstanceOptions().setInstanceId("late").setStartTime(Instant.MAX));
		client().scheduleNewOrchestrationInstance("Test",
				new NewOrchestrationInstanceOptions().setInstanceId("early").setStartTime(Instant.MIN));
		awaitEnd("early", OrchestrationRuntimeStatus.COMPLETED);
		assertThat(client()
			.queryInstances(new OrchestrationStatusQuery().setCreatedTimeFrom(Instant.MIN)
				.setCreatedTimeTo(Instant.MAX)
				.setCompletedTimeFrom(Instant.MIN)
				.setCompletedTimeTo(Instant.MAX))
			.getOrchestrationState()).hasSize(2);
		assertThat(client().listInstanceIds(
				new ListInstanceIdsQuery().setCompletedTimeFrom(Instant.MIN).setCompletedTimeTo(Instant.MAX)))
			.isNotNull();
		assertThat(client()
			.purgeInstances(new PurgeInstanceCriteria().setCreatedTimeFrom(Instant.MIN)
				.setCreatedTimeTo(Instant.MAX)
				.setTimeout(FOREVER))
			.getDeletedInstanceCount()).isEqualTo(2);
	}

	@Test
	void aBoundThatIsFinerThanAStoredTimeFindsWhatWasStartedThen() {
		this.builder.addOrchestration("Test", (context) -> context.waitForExternalEvent("E").await());
		Instant bound = this.clock.instant().plusNanos(999_999);
		start().scheduleNewOrchestrationInstance("Test");
		assertThat(client().queryInstances(new OrchestrationStatusQuery().setCreatedTimeFrom(bound))
			.getOrchestrationState()).hasSize(1);
	}

	@Test
	void primitiveTypesAreReadAsTheirWrappers() throws Exception {
		this.builder.addOrchestration("Test", (context) -> {
			context.setCustomStatus(true);
			return context.getInput(int.class) + 1;
		});
		String id = start().scheduleNewOrchestrationInstance("Test", 41);
		OrchestrationMetadata ended = awaitEnd(id, OrchestrationRuntimeStatus.COMPLETED);
		assertThat(ended.readInputAs(int.class)).isEqualTo(41);
		assertThat(ended.readOutputAs(int.class)).isEqualTo(42);
		assertThat(ended.readOutputAs(long.class)).isEqualTo(42L);
		assertThat(ended.readCustomStatusAs(boolean.class)).isTrue();
	}

	@Test
	void allFailuresOfAnUncaughtAllOfReachTheClientAndTheParent() throws Exception {
		this.builder.addActivity("Fail", (context) -> {
			throw new IllegalStateException("failure of " + context.getInput(String.class));
		});
		this.builder.addOrchestration("Child",
				(context) -> context
					.allOf(List.of(context.callActivity("Fail", "one"), context.callActivity("Fail", "two")))
					.await());
		this.builder.addOrchestration("Test", (context) -> {
			try {
				return context.callSubOrchestrator("Child", null, "the-child", String.class).await();
			}
			catch (TaskFailedException ex) {
				return ex.getErrorDetails().getErrorMessage();
			}
		});
		String id = start().scheduleNewOrchestrationInstance("Test");
		assertThat(awaitEnd(id, OrchestrationRuntimeStatus.COMPLETED).readOutputAs(String.class))
			.contains("failure of one", "failure of two");
		assertThat(awaitEnd("the-child", OrchestrationRuntimeStatus.FAILED).getFailureDetails().getErrorMessage())
			.contains("failure of one", "failure of two");
	}

	@Test
	void noAttemptBeginsAfterTheRetryTimeout() throws Exception {
		this.builder.addActivity("Fail", (context) -> {
			throw new IllegalStateException("boom");
		});
		RetryPolicy policy = new RetryPolicy(100, Duration.ofSeconds(1)).setRetryTimeout(Duration.ofMillis(1500));
		this.builder.addOrchestration("Test",
				(context) -> context.callActivity("Fail", null, new TaskOptions(policy), String.class).await());
		String id = start().scheduleNewOrchestrationInstance("Test");
		awaitEvents(id, TimerCreated.class, 1);
		advance(Duration.ofSeconds(1));
		awaitEnd(id, OrchestrationRuntimeStatus.FAILED);
		assertThat(events(id, TimerCreated.class)).hasSize(1);
	}

}
