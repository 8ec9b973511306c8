package io.durable.spring.boot.web;

import java.time.Duration;

import io.durable.client.DurableTaskClient;
import io.durable.spring.boot.DurableClient;
import io.durable.spring.boot.DurableHttpResponses;
import io.durable.spring.boot.HttpManagementPayload;
import io.durable.spring.boot.web.RawHttp.Response;
import jakarta.servlet.http.HttpServletRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Answers of the application's own controllers, with Jackson settings and advice that
 * would break the documents if they had a say.
 */
class DurableHttpResponsesTests {

	private static final String INSTANCES = "/app/runtime/webhooks/durabletask/instances/";

	private static TestServer server;

	@BeforeAll
	static void start() {
		server = TestServer.start(new Class<?>[] { Orders.class }, "server.servlet.context-path=/app",
				"spring.jackson.default-property-inclusion=non_null",
				"spring.jackson.property-naming-strategy=SNAKE_CASE");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	private static String instance(String id) {
		return "http://localhost:" + server.port() + INSTANCES + id;
	}

	private static String status(String id) {
		return instance(id) + "?taskHub=durable";
	}

	@Test
	void answersThatItIsUnderWay() {
		Response response = server.http().post("/app/orders/Wait/a%26b");
		assertThat(response.status()).isEqualTo(202);
		assertThat(response.headers()).containsEntry("Location", status("a%26b"))
			.containsEntry("Retry-After", "10")
			.containsEntry("Content-Type", "application/json");
		assertThat(response.body()).contains("{\"id\":\"a&b\",\"statusQueryGetUri\":\"" + status("a%26b") + "\"",
				"\"rewindPostUri\":\"" + instance("a%26b") + "/rewind?reason={text}&taskHub=durable\"");
	}

	@Test
	void returnsTheUrlsForADocumentOfTheApplication() {
		assertThat(server.http().get("/app/urls/x").<String>json("$.statusQueryGetUri")).isEqualTo(status("x"));
	}

	@Test
	void aSpoofedHostDoesNotGetIntoAUrl() {
		Response response = server.http().post("/app/orders/Wait/spoofed", "Host: evil.example");
		assertThat(response.headers()).containsEntry("Location", INSTANCES + "spoofed?taskHub=durable");
		assertThat(response.body()).doesNotContain("evil.example");
	}

	@Test
	void waitsForTheOutput() {
		Response response = server.http().post("/app/wait/Hello/output?millis=60000");
		assertThat(response.status()).isEqualTo(200);
		assertThat(response.headers()).containsEntry("Content-Type", "application/json");
		assertThat(response.body()).isEqualTo("\"Hello Tokyo!\"");
	}

	@Test
	void aFailureIsTheStatus() {
		Response response = server.http().post("/app/wait/Fail/failure?millis=60000");
		assertThat(response.status()).isEqualTo(200);
		assertThat(response.<String>json("$.runtimeStatus")).isEqualTo("Failed");
		assertThat(response.body()).contains("\"customStatus\":null");
		assertThat(server.http().post("/app/wait/Fail/failure500?millis=60000&strict=true").status()).isEqualTo(500);
	}

	@Test
	void theTimeCanBeUp() {
		Response response = server.http().post("/app/wait/Wait/long?millis=10&strict=true");
		assertThat(response.status()).isEqualTo(202);
		assertThat(response.<String>json("$.statusQueryGetUri"))
			.isEqualTo(status("long") + "&returnInternalServerErrorOnFailure=true");
	}

	@RestController
	static class Orders {

		private final DurableHttpResponses responses;

		Orders(DurableHttpResponses responses) {
			this.responses = responses;
		}

		@PostMapping("/orders/{name}/{id}")
		ResponseEntity<HttpManagementPayload> start(@DurableClient DurableTaskClient client,
				@PathVariable("name") String name, @PathVariable("id") String id, HttpServletRequest request) {
			client.scheduleNewOrchestrationInstance(name, null, id);
			return this.responses.createCheckStatusResponse(request, id);
		}

		@PostMapping("/wait/{name}/{id}")
		ResponseEntity<?> await(@DurableClient DurableTaskClient client, @PathVariable("name") String name,
				@PathVariable("id") String id, @RequestParam("millis") long millis,
				@RequestParam(name = "strict", defaultValue = "false") boolean strict, HttpServletRequest request) {
			client.scheduleNewOrchestrationInstance(name, null, id);
			return this.responses.waitForCompletionOrCreateCheckStatusResponse(request, id, Duration.ofMillis(millis),
					strict);
		}

		@GetMapping("/urls/{id}")
		HttpManagementPayload urls(@PathVariable("id") String id, HttpServletRequest request) {
			return this.responses.createHttpManagementPayload(request, id);
		}

	}

}
