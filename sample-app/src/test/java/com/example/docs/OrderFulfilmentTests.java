package com.example.docs;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.example.docs.OrderFulfilment.Receipt;
import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.api.TaskOrchestration;
import io.durable.client.OrchestrationMetadata;
import io.durable.history.HistoryEvent.EventRaised;
import io.durable.history.HistoryEvent.OrchestratorCompleted;
import io.durable.history.HistoryEvent.TaskCompleted;
import io.durable.hub.TaskHub;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

class OrderFulfilmentTests {

	private static final Order ORDER = new Order("order-1", List.of("lamp", "desk"));

	@Test
	void eachMessageIsLoggedOnceAndNamesItsInstance() {
		ListAppender<ILoggingEvent> appender = new ListAppender<>();
		appender.start();
		Logger logger = (Logger) LoggerFactory.getLogger(OrderFulfilment.class);
		logger.addAppender(appender);
		try (ExampleHub hub = ExampleHub.of(new OrderFulfilment())) {
			OrchestrationMetadata ended = hub.run("FulfilOrder", ORDER);
			assertThat(ended.readOutputAs(Receipt.class).issuedAt()).isEqualTo(hub.now());
			assertThat(appender.list).extracting(ILoggingEvent::getFormattedMessage)
				.containsExactly("Charging the order", "Charging 2 items", "Shipping the order", "Shipping order-1");
			assertThat(appender.list).extracting(ILoggingEvent::getMDCPropertyMap)
				.startsWith(Map.of("durable.instanceId", ended.getInstanceId(), "durable.orchestration", "FulfilOrder"),
						Map.of("durable.instanceId", ended.getInstanceId(), "durable.activity", "Charge"));
		}
		finally {
			logger.detachAppender(appender);
		}
	}

	@Test
	void aMismatchParksUntilCodeThatFitsIsDeployed() {
		TaskOrchestration first = (context) -> {
			context.callActivity("Charge").await();
			return context.waitForExternalEvent("Go", String.class).await();
		};
		TaskOrchestration changed = (context) -> {
			context.callActivity("Reserve").await();
			return context.waitForExternalEvent("Go", String.class).await();
		};
		try (ExampleHub hub = ExampleHub.with((builder) -> add(builder, first))) {
			hub.client().scheduleNewOrchestrationInstance("Checkout", null, "order-7");
			hub.awaitEvents("order-7", TaskCompleted.class, 1);
			hub.awaitEvents("order-7", OrchestratorCompleted.class, 2);
			hub.deploy((builder) -> add(builder, changed));
			hub.client().raiseEvent("order-7", "Go", "now");
			assertThat(hub.parkedReason("order-7"))
				.isEqualTo(DocsPage.read("orchestrations.md").text("is not deterministic"));
			hub.deploy((builder) -> add(builder, first));
			assertThat(hub.output("order-7")).isEqualTo("\"now\"");
		}
	}

	@Test
	void aMismatchFailsWhereThatIsAskedFor() {
		try (ExampleHub hub = ExampleHub.with((builder) -> add(builder, (context) -> {
			context.callActivity("Charge").await();
			return context.waitForExternalEvent("Go", String.class).await();
		}))) {
			String id = hub.start("Checkout", null);
			hub.awaitEvents(id, OrchestratorCompleted.class, 2);
			hub.deploy((builder) -> add(builder.failOnNonDeterminism(true), (context) -> null));
			hub.client().raiseEvent(id, "Go", "now");
			assertThat(hub.output(id)).startsWith("io.durable.api.NonDeterministicOrchestratorException");
		}
	}

	private static void add(TaskHub.Builder builder, TaskOrchestration code) {
		builder.addOrchestration("Checkout", code)
			.addActivity("Charge", (context) -> null)
			.addActivity("Reserve", (context) -> null);
	}

	@Test
	void anotherThreadParks() {
		try (ExampleHub hub = ExampleHub.with((builder) -> add(builder, (context) -> {
			var threads = Executors.newSingleThreadExecutor();
			try {
				return threads.submit(() -> context.callActivity("Charge")).get();
			}
			finally {
				threads.shutdown();
			}
		}))) {
			String id = hub.start("Checkout", null);
			assertThat(hub.parkedReason(id)).isEqualTo(DocsPage.read("orchestrations.md").text("on another thread"));
		}
	}

	@Test
	void aClientCallFails() {
		TaskHub[] node = new TaskHub[1];
		try (ExampleHub hub = ExampleHub
			.with((builder) -> add(builder, (context) -> node[0].client().scheduleNewOrchestrationInstance("Other")))) {
			node[0] = hub.hub();
			OrchestrationMetadata ended = hub.run("Checkout", null);
			assertThat(ended.getRuntimeStatus()).isEqualTo(OrchestrationRuntimeStatus.FAILED);
			assertThat(ended.getFailureDetails().getErrorMessage())
				.isEqualTo(DocsPage.read("orchestrations.md").text("of the client"));
		}
	}

	@Test
	void catchingTheYieldParks() {
		try (ExampleHub hub = ExampleHub.with((builder) -> add(builder, (context) -> {
			try {
				return context.callActivity("Charge").await();
			}
			catch (Throwable ex) {
				return "swallowed";
			}
		}))) {
			String id = hub.start("Checkout", null);
			assertThat(hub.parkedReason(id)).isEqualTo(DocsPage.read("orchestrations.md").text("caught the Error"));
			assertThat(hub.client().getOrchestrationHistory(id)).noneMatch(EventRaised.class::isInstance);
		}
	}

	@Test
	void itEndsWhenTheFunctionReturns() {
		try (ExampleHub hub = ExampleHub.with((builder) -> add(builder, (context) -> {
			context.createTimer(Duration.ofDays(365));
			context.waitForExternalEvent("Never");
			return "done";
		}))) {
			assertThat(hub.output(hub.start("Checkout", null))).isEqualTo("\"done\"");
		}
	}

	@Test
	void whatCompleteSetsCounts() {
		try (ExampleHub hub = ExampleHub.with((builder) -> add(builder, (context) -> {
			context.complete("set");
			context.callActivity("Charge").await();
			return "returned";
		}))) {
			OrchestrationMetadata ended = hub.run("Checkout", null);
			assertThat(ended.readOutputAs(String.class)).isEqualTo("set");
			assertThat(hub.client().getOrchestrationHistory(ended.getInstanceId()))
				.anyMatch(TaskCompleted.class::isInstance);
		}
	}

}
