package io.durable.spring.boot.web;

import java.time.Duration;

import io.durable.spring.boot.web.RawHttp.Response;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class InstanceControllerTests {

	private static final String INSTANCES = "/runtime/webhooks/durabletask/instances/";

	private static final String TIME = "\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ\"";

	private static TestServer server;

	private static RawHttp http;

	@BeforeAll
	static void start() {
		server = TestServer.start("spring.jackson.default-property-inclusion=non_null");
		http = server.http();
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	private static Response await(String instanceId, String runtimeStatus) {
		return Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.until(() -> http.get(INSTANCES + instanceId),
					(response) -> response.json("$.runtimeStatus").equals(runtimeStatus));
	}

	@Test
	void aRunningInstanceIs202() {
		http.postJson("/orchestrators/Wait/running", "[1]");
		Response response = Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.until(() -> http.get(INSTANCES + "running"), (candidate) -> candidate.body().contains("waitsFor"));
		assertThat(response.status()).isEqualTo(202);
		assertThat(response.headers()).containsEntry("Retry-After", "5")
			.containsEntry("Location", "http://localhost:" + server.port() + INSTANCES + "running")
			.containsEntry("Content-Type", "application/json");
		assertThat(response.body())
			.matches("\\{\"name\":\"Wait\",\"instanceId\":\"running\",\"runtimeStatus\":\"Running\",\"input\":\\[1],"
					+ "\"customStatus\":\\{\"waitsFor\":\\[\"Done\"]},\"output\":null,\"createdTime\":" + TIME
					+ ",\"lastUpdatedTime\":" + TIME + "}");
	}

	@Test
	void aCompletedInstanceIs200() {
		http.post("/orchestrators/Hello/completed");
		Response response = await("completed", "Completed");
		assertThat(response.status()).isEqualTo(200);
		assertThat(response.headers()).doesNotContainKeys("Location", "Retry-After");
		assertThat(response.body()).contains("\"input\":null,\"customStatus\":null,\"output\":\"Hello Tokyo!\"");
	}

	@Test
	void aFailedInstanceShowsWhy() {
		http.post("/orchestrators/Fail/failed");
		Response response = await("failed", "Failed");
		assertThat(response.status()).isEqualTo(200);
		assertThat(response.<String>json("$.output")).isEqualTo("Orchestrator function 'Fail' failed: out of paper");
	}

	@Test
	void aTerminatedInstanceShowsTheReason() {
		http.post("/orchestrators/Wait/terminated");
		Response response = http.post(INSTANCES + "terminated/terminate?reason=no%20more%20%26%20%22no%22",
				"Content-Type: application/json");
		assertThat(response.status()).isEqualTo(202);
		assertThat(response.body()).isEmpty();
		Response status = await("terminated", "Terminated");
		assertThat(status.status()).isEqualTo(200);
		assertThat(status.<String>json("$.output")).isEqualTo("no more & \"no\"");
		Response again = http.post(INSTANCES + "terminated/terminate");
		assertThat(again.status()).isEqualTo(410);
		assertThat(again.<String>json("$.type")).isEqualTo("urn:durable:problem:instance-ended");
		assertThat(again.<String>json("$.runtimeStatus")).isEqualTo("Terminated");
	}

	@Test
	void aReasonIsNotNeeded() {
		http.post("/orchestrators/Wait/noreason");
		assertThat(http.post(INSTANCES + "noreason/terminate").status()).isEqualTo(202);
		assertThat(await("noreason", "Terminated").<Object>json("$.output")).isNull();
	}

	@Test
	void anUnknownInstanceIs404() {
		for (Response response : new Response[] { http.get(INSTANCES + "nobody"),
				http.post(INSTANCES + "nobody/terminate") }) {
			assertThat(response.status()).isEqualTo(404);
			assertThat(response.headers()).containsEntry("Content-Type", "application/problem+json");
			assertThat(response.<String>json("$.type")).isEqualTo("urn:durable:problem:instance-not-found");
			assertThat(response.<String>json("$.detail")).isEqualTo("No instance with ID 'nobody' was found.");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "@counter@a", "a%23", "%01" })
	void aBadIdIs400(String id) {
		assertThat(http.get(INSTANCES + id).<String>json("$.type"))
			.isEqualTo("urn:durable:problem:invalid-instance-id");
		assertThat(http.post(INSTANCES + id + "/terminate").status()).isEqualTo(400);
	}

	@Test
	void aWrongVerbIs405() {
		assertThat(http.post(INSTANCES + "a").status()).isEqualTo(405);
		assertThat(http.get(INSTANCES + "a/terminate").status()).isEqualTo(405);
	}

}
