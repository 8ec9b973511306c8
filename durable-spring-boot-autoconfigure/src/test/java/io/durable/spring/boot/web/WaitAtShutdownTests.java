package io.durable.spring.boot.web;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.durable.client.DurableTaskClient;
import io.durable.function.FunctionRegistry.ActivityFunction;
import io.durable.function.FunctionRegistry.OrchestratorFunction;
import io.durable.hub.TaskHub;
import io.durable.spring.boot.DurableHttpResponses;
import io.durable.spring.boot.autoconfigure.DurableAutoConfiguration;
import io.durable.spring.boot.web.RawHttp.Response;
import jakarta.servlet.http.HttpServletRequest;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A request that waits for an instance does not hold up the shutdown.
 */
@Timeout(120)
class WaitAtShutdownTests {

	private final CountDownLatch activityStarted = new CountDownLatch(1);

	private final CountDownLatch activityMayEnd = new CountDownLatch(1);

	@Test
	void waitingRequestsAreAnsweredAtOnceWhenTheApplicationStops() throws Exception {
		// With a phase that would outlast this test
		TestServer server = TestServer.start(new Class<?>[] { Application.class, OwnController.class },
				"spring.lifecycle.timeout-per-shutdown-phase=10m");
		DurableTaskClient client = server.bean(DurableTaskClient.class);
		RawHttp http = server.http();
		keepTheWorkerBusy(server.bean(TaskHub.class));
		CompletableFuture<Response> waits = CompletableFuture
			.supplyAsync(() -> http.post("/orchestrators/Wait/one?timeout=90&pollingInterval=1"));
		CompletableFuture<Response> ownController = CompletableFuture.supplyAsync(() -> http.post("/own"));
		// The first one waits without a thread
		Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.until(() -> client.getInstanceMetadata("one", false).isInstanceFound());
		awaitWaiting(1);
		CompletableFuture<Void> closed = CompletableFuture.runAsync(server::close);
		assertThat(checkStatus(waits.get(30, TimeUnit.SECONDS))).isEqualTo("one");
		assertThat(checkStatus(ownController.get(30, TimeUnit.SECONDS))).isEqualTo("two");
		// While the activity is still given its time, nobody begins to wait either
		assertThat(checkStatus(http.post("/orchestrators/Wait/three?timeout=90&pollingInterval=1"))).isEqualTo("three");
		assertThat(closed).isNotDone();
		assertThat(client.getInstanceMetadata("one", false).isRunning()).isTrue();
		this.activityMayEnd.countDown();
		closed.get(60, TimeUnit.SECONDS);
	}

	private void keepTheWorkerBusy(TaskHub hub) throws InterruptedException {
		hub.functions().add(new ActivityFunction("Work", (context) -> {
			this.activityStarted.countDown();
			return this.activityMayEnd.await(90, TimeUnit.SECONDS);
		}, "test", null));
		hub.functions()
			.add(new OrchestratorFunction("Work", (context) -> context.callActivity("Work", Boolean.class).await(),
					"test", null));
		hub.client().scheduleNewOrchestrationInstance("Work");
		assertThat(this.activityStarted.await(30, TimeUnit.SECONDS)).isTrue();
	}

	// In the wait, and not on the way to it
	private static void awaitWaiting(int requests) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.until(() -> Thread.getAllStackTraces()
				.values()
				.stream()
				.filter((stack) -> Arrays.stream(stack)
					.anyMatch((frame) -> frame.getClassName().equals("io.durable.client.InstanceWait")
							&& frame.getMethodName().equals("awaitChange")))
				.count(), (waiting) -> waiting == requests);
	}

	private static String checkStatus(Response response) {
		assertThat(response.status()).isEqualTo(202);
		assertThat(response.headers()).containsKeys("Location", "Retry-After");
		return response.json("$.id");
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ LifecycleAutoConfiguration.class, DurableAutoConfiguration.class })
	static class Application {

	}

	@RestController
	static class OwnController {

		private final DurableTaskClient client;

		private final DurableHttpResponses responses;

		OwnController(DurableTaskClient client, DurableHttpResponses responses) {
			this.client = client;
			this.responses = responses;
		}

		@PostMapping("/own")
		ResponseEntity<?> start(HttpServletRequest request) {
			this.client.scheduleNewOrchestrationInstance("Wait", null, "two");
			return this.responses.waitForCompletionOrCreateCheckStatusResponse(request, "two", Duration.ofSeconds(90),
					false);
		}

	}

}
