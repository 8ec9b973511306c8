package com.example.docs;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.api.RetryPolicy;
import io.durable.api.TaskOptions;
import io.durable.client.OrchestrationMetadata;
import io.durable.client.OrchestrationStatusQuery;
import io.durable.history.HistoryEvent.OrchestratorCompleted;
import io.durable.history.HistoryEvent.TimerCreated;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ShipmentsTests {

	private static final Order ORDER = new Order("order-1", List.of("lamp", "desk"));

	@Test
	void childrenKnowTheirParentAndAnswerIt() {
		try (ExampleHub hub = ExampleHub.of(new Shipments())) {
			String id = hub.client().scheduleNewOrchestrationInstance("ShipOrder", ORDER, "parent-1");
			assertThat(hub.output(id)).isEqualTo("[\"lamp for parent-1\",\"desk for parent-1\"]");
		}
	}

	@Test
	void aChildMayHaveAnIdAVersionAndTags() {
		try (ExampleHub hub = ExampleHub.of(new Shipments())) {
			String id = hub.start("ShipExpress", ORDER);
			assertThat(hub.output(id)).isEqualTo("\"lamp for " + id + "\"");
			OrchestrationMetadata child = hub.client().getInstanceMetadata("express-order-1", false);
			assertThat(child.getVersion()).isEqualTo("2.0");
			assertThat(child.getTags()).isEqualTo(Map.of("order", "order-1"));
			assertThat(child.getParentInstanceId()).isEqualTo(id);
		}
	}

	@Test
	void aTerminatedChildFailsTheCallOfItsParent() {
		try (ExampleHub hub = ExampleHub.with((builder) -> builder
			.addOrchestration("Parent",
					(context) -> context.callSubOrchestrator("Child", null, "child", String.class).await())
			.addOrchestration("Child", (context) -> context.waitForExternalEvent("Never", String.class).await()))) {
			String id = hub.start("Parent", null);
			hub.awaitEvents(id, OrchestratorCompleted.class, 1);
			Awaitility.await()
				.atMost(ExampleHub.LIMIT)
				.until(() -> hub.client().getInstanceMetadata("child", false).isInstanceFound());
			hub.client().terminate("child", "enough");
			assertThat(hub.output(id)).contains("The sub-orchestration 'child' was terminated");
		}
	}

	@Test
	void nobodyWaitsForWhatIsStartedOnly() {
		try (ExampleHub hub = ExampleHub.of(new Shipments())) {
			String survey = hub.run("ShipAndAsk", ORDER).readOutputAs(String.class);
			OrchestrationMetadata pending = hub.client().getInstanceMetadata(survey, false);
			assertThat(pending.getRuntimeStatus()).isEqualTo(OrchestrationRuntimeStatus.PENDING);
			assertThat(pending.getParentInstanceId()).isNull();
			hub.advance(Duration.ofDays(7));
			assertThat(hub.output(survey)).isEqualTo("\"How was order-1?\"");
		}
	}

	@Test
	void aChildThatIsRepeatedKeepsItsGivenId() {
		AtomicInteger attempts = new AtomicInteger();
		TaskOptions twice = new TaskOptions(new RetryPolicy(2, Duration.ofSeconds(1)));
		try (ExampleHub hub = ExampleHub.with(
				(builder) -> builder
					.addOrchestration("Parent",
							(context) -> context.callSubOrchestrator("Child", null, "child", twice, String.class)
								.await())
					.addOrchestration("Child", (context) -> context.callActivity("Try", String.class).await())
					.addActivity("Try", (context) -> {
						if (attempts.incrementAndGet() == 1) {
							throw new IllegalStateException("not yet");
						}
						return context.getInstanceId();
					}))) {
			String id = hub.start("Parent", null);
			hub.awaitEvents(id, TimerCreated.class, 1);
			hub.advance(Duration.ofSeconds(1));
			assertThat(hub.output(id)).isEqualTo("\"child\"");
			assertThat(hub.client()
				.queryInstances(new OrchestrationStatusQuery().setParentInstanceId(id))
				.getOrchestrationState()).hasSize(1);
		}
	}

}
