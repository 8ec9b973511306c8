package io.durable.spring.boot.web;

import java.net.URI;
import java.time.Duration;

import io.durable.spring.boot.web.RawHttp.Response;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Starts orchestrations on a real server. The application's own Jackson settings would
 * break the documents if they had a say.
 */
class OrchestrationStartTests {

	private static TestServer server;

	private static RawHttp http;

	@BeforeAll
	static void start() {
		server = TestServer.start("spring.jackson.default-property-inclusion=non_null",
				"spring.jackson.property-naming-strategy=SNAKE_CASE");
		http = server.http();
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	private static Response completed(String instanceId) {
		return Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.until(() -> http.get("/runtime/webhooks/durabletask/instances/" + instanceId),
					(response) -> response.status() == 200);
	}

	private static String base() {
		return "http://localhost:" + server.port() + "/runtime/webhooks/durabletask/instances/";
	}

	@ParameterizedTest
	@ValueSource(strings = { "/orchestrators/Hello", "/runtime/webhooks/durabletask/orchestrators/hELLO" })
	void answersWithAllLinks(String path) {
		Response response = http.post(path);
		String id = response.json("$.id");
		assertThat(id).matches("[0-9a-f]{32}");
		assertThat(response.status()).isEqualTo(202);
		assertThat(response.headers()).containsEntry("Location", base() + id + "?taskHub=durable")
			.containsEntry("Retry-After", "10")
			.containsEntry("Content-Type", "application/json");
		assertThat(response.body()).isEqualTo(("{'id':'ID','statusQueryGetUri':'BASE?HUB',"
				+ "'sendEventPostUri':'BASE/raiseEvent/{eventName}?HUB','terminatePostUri':'BASE/terminate?reason={text}&HUB',"
				+ "'purgeHistoryDeleteUri':'BASE?HUB','restartPostUri':'BASE/restart?HUB',"
				+ "'suspendPostUri':'BASE/suspend?reason={text}&HUB','resumePostUri':'BASE/resume?reason={text}&HUB',"
				+ "'rewindPostUri':'BASE/rewind?reason={text}&HUB'}")
			.replace("HUB", "taskHub=durable")
			.replace('\'', '"')
			.replace("BASE", base() + id)
			.replace("ID", id));
		assertThat(completed(id).<String>json("$.output")).isEqualTo("Hello Tokyo!");
	}

	@ParameterizedTest
	@CsvSource({ "order-1,order-1", "a%3Bb,a%3Bb", "a%2Bb%26c,a%2Bb%26c", "a+b,a%2Bb", "M%C3%BCnchen,M%C3%BCnchen",
			"%F0%9F%98%80,%F0%9F%98%80", "a%20b,a%20b", "%7Bx%7D,%7Bx%7D", "%25,%25" })
	void instanceIdsSurviveTheUrl(String sent, String linked) {
		Response response = http.post("/orchestrators/Hello/" + sent);
		assertThat(response.status()).isEqualTo(202);
		assertThat(response.headers()).containsEntry("Location", base() + linked + "?taskHub=durable");
		Response status = completed(linked);
		assertThat(status.<String>json("$.instanceId")).isEqualTo(response.json("$.id"));
		assertThat(URI.create(response.headers().get("Location")).getPath()).endsWith("/" + response.json("$.id"));
	}

	@Test
	void aRunningInstanceIsNotStartedAgain() {
		assertThat(http.post("/orchestrators/Wait/single;").status()).isEqualTo(400);
		assertThat(http.post("/orchestrators/Wait/single").status()).isEqualTo(202);
		Response response = http.post("/orchestrators/Hello/single");
		assertThat(response.status()).isEqualTo(409);
		assertThat(response.headers()).containsEntry("Content-Type", "application/problem+json");
		assertThat(response.<String>json("$.type")).isEqualTo("urn:durable:problem:instance-exists");
		assertThat(response.<String>json("$.title")).isEqualTo("Instance already exists");
		assertThat(response.<Integer>json("$.status")).isEqualTo(409);
		assertThat(response.<String>json("$.detail")).isEqualTo("An instance with ID 'single' already exists.");
		assertThat(response.<String>json("$.runtimeStatus")).isIn("Pending", "Running");
		assertThat(response.<String>json("$.statusQueryGetUri")).isEqualTo(base() + "single?taskHub=durable");
	}

	@Test
	void anEndedInstanceIsReplaced() {
		assertThat(http.post("/orchestrators/Hello/again").status()).isEqualTo(202);
		completed("again");
		assertThat(http.post("/orchestrators/Hello/again").status()).isEqualTo(202);
		completed("again");
	}

	@Test
	void anUnknownOrchestratorIsAnsweredWithTheKnownNames() {
		Response response = http.post("/orchestrators/Helo");
		assertThat(response.status()).isEqualTo(400);
		assertThat(response.<String>json("$.type")).isEqualTo("urn:durable:problem:unknown-orchestrator");
		assertThat(response.<String>json("$.detail")).isEqualTo("The function 'Helo' doesn't exist, is disabled, or is "
				+ "not an orchestrator function. The following are the known orchestrator functions: "
				+ "'EchoNumber', 'EchoText', 'Fail', 'Hello', 'Wait'.");
		assertThat(response.<java.util.List<String>>json("$.knownOrchestrators")).contains("Hello", "Wait");
	}

	@ParameterizedTest
	@CsvSource({ "@counter,must not start with @", "a%23b,must not contain", "a%3Fb,must not contain",
			"a%0Ab,must not contain", "a%7Fb,must not contain" })
	void aBadInstanceIdIsRefused(String id, String detail) {
		Response response = http.post("/orchestrators/Hello/" + id);
		assertThat(response.status()).isEqualTo(400);
		assertThat(response.<String>json("$.type")).isEqualTo("urn:durable:problem:invalid-instance-id");
		assertThat(response.<String>json("$.detail")).contains(detail);
	}

	@Test
	void aLongInstanceIdIsRefused() {
		assertThat(http.post("/orchestrators/Hello/" + "x".repeat(100)).status()).isEqualTo(202);
		assertThat(http.post("/orchestrators/Hello/" + "x".repeat(101)).<String>json("$.detail"))
			.isEqualTo("Instance ID lengths must not exceed 100 characters.");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/orchestrators/Hello;v=1", "/orchestrators/Hello/a;b", "/orchestrators;a/Hello/b",
			"/runtime/webhooks/durabletask/orchestrators/Hello;jsessionid=1" })
	void aSemicolonInThePathIsRefused(String path) {
		Response response = http.post(path);
		assertThat(response.status()).isEqualTo(400);
		assertThat(response.<String>json("$.type")).isEqualTo("urn:durable:problem:invalid-path");
	}

	@Test
	void stateChangesNeverOnGet() {
		assertThat(http.get("/orchestrators/Hello").status()).isEqualTo(405);
		assertThat(http.get("/orchestrators/Hello/get").status()).isEqualTo(405);
	}

}
