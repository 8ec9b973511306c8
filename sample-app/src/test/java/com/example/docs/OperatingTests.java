package com.example.docs;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import com.jayway.jsonpath.JsonPath;
import io.durable.client.TaskHubStoppedException;
import io.durable.spring.boot.actuate.DurableEndpoint.LoadDescriptor;
import io.durable.worker.WorkerOptions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What docs/operating.md says.
 */
@ExtendWith(OutputCaptureExtension.class)
class OperatingTests {

	private static final DocsPage PAGE = DocsPage.read("operating.md");

	@Test
	void aBlockedOrchestratorIsNamedInTheLog(CapturedOutput output) {
		CountDownLatch mayEnd = new CountDownLatch(1);
		try (ExampleHub hub = ExampleHub
			.with((builder) -> builder.options(WorkerOptions.defaults().withSlowTurn(Duration.ofMillis(10)))
				.addOrchestration("Import", (context) -> mayEnd.await(90, TimeUnit.SECONDS)))) {
			hub.client().scheduleNewOrchestrationInstance("Import", null, "import-7");
			Awaitility.await()
				.atMost(ExampleHub.LIMIT)
				.until(() -> withoutTime(output.toString()).contains(withoutTime(PAGE.text("'import-7'"))));
			assertThat(hub.hub().load().blockedTurns()).isEqualTo(1);
			mayEnd.countDown();
			assertThat(hub.output("import-7")).isEqualTo("true");
		}
	}

	private static String withoutTime(String text) {
		return text.replaceAll("\\d+ ms", "n ms");
	}

	@Test
	void whoWaitsIsToldThatTheTaskHubStops() throws Exception {
		try (ExampleHub hub = ExampleHub.with((builder) -> builder.addOrchestration("Wait",
				(context) -> context.waitForExternalEvent("Go", String.class).await()))) {
			hub.client().scheduleNewOrchestrationInstance("Wait", null, "order-7");
			AtomicReference<Exception> told = new AtomicReference<>();
			Thread waiting = new Thread(() -> {
				try {
					hub.client().waitForInstanceCompletion("order-7", Duration.ofSeconds(60), false);
				}
				catch (Exception ex) {
					told.set(ex);
				}
			});
			waiting.start();
			Awaitility.await().atMost(ExampleHub.LIMIT).until(() -> waiting.getState() == Thread.State.TIMED_WAITING);
			hub.hub().stop(Duration.ofSeconds(5));
			waiting.join(ExampleHub.LIMIT.toMillis());
			assertThat(told.get()).isInstanceOf(TaskHubStoppedException.class)
				.hasMessage(PAGE.text("stops while the instance"));
		}
	}

	@Test
	void everyShareOfTheMemoryIsDescribed() {
		try (ExampleHub hub = ExampleHub.of()) {
			assertThat(PAGE.content())
				.contains(hub.hub().load().used().keySet().stream().map((share) -> "| `" + share + "` |").toList());
			assertThat(JsonPath.<Map<String, ?>>read(PAGE.blocks("json").get(0), "$.memory.used"))
				.containsOnlyKeys(hub.hub().load().used().keySet());
		}
	}

	@Test
	void theEndpointShowsWhatThePageShows() {
		assertThat(JsonPath.<Map<String, ?>>read(PAGE.blocks("json").get(0), "$")).containsOnlyKeys(
				Arrays.stream(LoadDescriptor.class.getRecordComponents()).map(RecordComponent::getName).toList());
	}

}
