package io.durable.spring.boot.web;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.durable.api.OrchestrationRuntimeStatus;
import io.durable.client.DurableTaskClient;
import io.durable.hub.TaskHub;
import io.durable.spring.boot.web.RawHttp.Response;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sends each request of the table http-contract.txt. {@link OpenApiTests} checks that the
 * table has each documented answer of each route.
 */
class HttpContractTests {

	private static final Pattern INSTANCE = Pattern.compile("<(\\w+)>");

	private static TestServer server;

	private static DurableTaskClient client;

	@BeforeAll
	static void start() {
		server = TestServer.start(new Class<?>[] { FailingClient.class });
		client = server.bean(TaskHub.class).client();
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@AfterEach
	void mend() {
		FailingClient.failWith(null);
	}

	static List<ContractLine> lines() {
		return ContractLine.readAll();
	}

	@ParameterizedTest
	@MethodSource("lines")
	void answersAsTheTableSays(ContractLine line) throws Exception {
		String target = withInstances(line.target());
		if (line.how().equals("ended")) {
			instance("completed");
		}
		FailingClient.failWith(line.how());
		// The rest of a large body never comes: it is refused without being read
		String body = line.how().equals("large") ? "[" : line.body();
		Response response = server.http().send(line.verb(), target, body, headers(line.how()));
		assertThat(response.status()).as(response.body()).isEqualTo(line.status());
		if (!line.problem().isEmpty()) {
			assertThat(response.headers()).containsEntry("Content-Type", "application/problem+json");
			assertThat(response.<String>json("$.type")).isEqualTo("urn:durable:problem:" + line.problem());
			assertThat(response.<Integer>json("$.status")).isEqualTo(line.status());
			assertThat(response.<String>json("$.detail")).hasSizeGreaterThan(10).doesNotContain("Exception");
		}
		assertThat(response.headers()).containsEntry("Cache-Control", "no-store");
	}

	private static String[] headers(String how) {
		return switch (how) {
			case "json" -> new String[] { "Content-Type: application/json" };
			case "text" -> new String[] { "Content-Type: text/plain" };
			case "foreign" -> new String[] { "Host: evil.example" };
			case "token" -> new String[] { "x-ms-continuation-token: AAAA" };
			case "large" -> new String[] { "Content-Type: application/json", "Content-Length: 9999999" };
			default -> new String[0];
		};
	}

	private static String withInstances(String target) throws TimeoutException {
		Matcher matcher = INSTANCE.matcher(target);
		return matcher.find() ? matcher.replaceFirst(instance(matcher.group(1))) : target;
	}

	private static String instance(String state) throws TimeoutException {
		String id = UUID.randomUUID().toString();
		switch (state) {
			case "new", "nobody" -> {
			}
			case "completed" -> end("Hello", id);
			case "failed" -> end("Fail", id);
			case "running" -> waiting(id);
			case "suspended" -> {
				waiting(id);
				client.suspendInstance(id);
				await(id, OrchestrationRuntimeStatus.SUSPENDED);
			}
			case "terminated" -> {
				waiting(id);
				client.terminate(id, "enough");
				await(id, OrchestrationRuntimeStatus.TERMINATED);
			}
			default -> throw new IllegalArgumentException(state);
		}
		return id;
	}

	private static void end(String name, String id) throws TimeoutException {
		client.scheduleNewOrchestrationInstance(name, null, id);
		client.waitForInstanceCompletion(id, Duration.ofSeconds(60), false);
	}

	private static void waiting(String id) {
		client.scheduleNewOrchestrationInstance("Wait", null, id);
		await(id, OrchestrationRuntimeStatus.RUNNING);
	}

	private static void await(String id, OrchestrationRuntimeStatus status) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.until(() -> client.getInstanceMetadata(id, false).getRuntimeStatus() == status);
	}

}
