package io.durable.spring.boot.web;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import io.durable.api.TaskOrchestration;
import io.durable.client.DurableTaskClient;
import io.durable.client.NewOrchestrationInstanceOptions;
import io.durable.function.FunctionRegistry.OrchestratorFunction;
import io.durable.hub.TaskHub;
import io.durable.spring.boot.web.RawHttp.Response;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Lists, and what the API does besides Durable Functions' own.
 */
class InstanceListTests {

	private static final String INSTANCES = "/runtime/webhooks/durabletask/instances";

	private static final String JSON = "Content-Type: application/json";

	private static TestServer server;

	private static RawHttp http;

	private static DurableTaskClient client;

	@BeforeAll
	static void start() throws Exception {
		server = TestServer.start();
		http = server.http();
		client = server.bean(TaskHub.class).client();
		add("Parent", (context) -> context.callSubOrchestrator("Wait", null, String.class).await());
		add("TwoEvents", (context) -> context.waitForExternalEvent("e", String.class).await()
				+ context.waitForExternalEvent("e", String.class).await());
		for (int i = 0; i < 25; i++) {
			client.scheduleNewOrchestrationInstance((i % 5 == 0) ? "Fail" : "Hello",
					new NewOrchestrationInstanceOptions().setInstanceId("list-" + i)
						.addTag("team", (i % 2 == 0) ? "red:1" : "blue")
						.addTag("number", String.valueOf(i)));
		}
		for (int i = 0; i < 25; i++) {
			client.waitForInstanceCompletion("list-" + i, Duration.ofSeconds(60), false);
		}
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	private static void add(String name, TaskOrchestration code) {
		server.bean(TaskHub.class).functions().add(new OrchestratorFunction(name, code, "test", null));
	}

	private static List<String> ids(Response response) {
		assertThat(response.status()).isEqualTo(200);
		return response.json("$[*].instanceId");
	}

	private static void await(String id, String runtimeStatus) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.until(() -> client.getInstanceMetadata(id, false).getRuntimeStatus().text().equals(runtimeStatus));
	}

	@Test
	void pagesFollowEachOtherUntilThereIsNoToken() {
		List<String> found = new ArrayList<>();
		String token = "";
		int pages = 0;
		do {
			Response page = http.get(INSTANCES + "/?instanceIdPrefix=list-&top=10",
					"x-ms-continuation-token: " + token);
			assertThat(ids(page)).hasSizeLessThanOrEqualTo(10);
			found.addAll(ids(page));
			token = page.headers().get("x-ms-continuation-token");
			pages++;
		}
		while (token != null && !token.isEmpty());
		assertThat(pages).isEqualTo(3);
		Set<String> distinct = new TreeSet<>(found);
		assertThat(found).hasSize(25).hasSameSizeAs(distinct);
	}

	@ParameterizedTest
	@CsvSource({ "runtimeStatus=Failed,5", "RUNTIMESTATUS=failed&runtimeStatus=Completed,25",
			"runtimeStatus=Failed%2CCompleted,25", "runtimeStatus=3,5", "name=fAIL,5", "tag=team:red:1,13",
			"tag=team:blue&tag=number:3,1", "tag=team:red:1&tag=number:3,0", "parent=nobody,0",
			"createdTimeFrom=2999-01-01,0", "createdTimeFrom=-999999999-01-01&createdTimeTo=%2B999999999-12-31,25",
			"createdTimeFrom=%2B999999999-12-31T23:59:59.999999999-18:00,0",
			"createdTimeTo=1999-12-31T23:59:59.9999999%2B02:00,0",
			"createdTimeFrom=0001-01-01T00:00:00&createdTimeTo=2999-01-01T00:00Z,25" })
	void filtersAreCombined(String query, int count) {
		assertThat(ids(http.get(INSTANCES + "?instanceIdPrefix=list-&" + query))).hasSize(count);
	}

	@Test
	void inputsCanBeLeftOut() {
		http.send("POST", "/orchestrators/Wait/with-input", "[1.10]", JSON);
		String query = INSTANCES + "?instanceIdPrefix=with-input";
		assertThat(http.get(query).body()).contains("\"input\":[1.10]").doesNotContain("historyEvents");
		assertThat(http.get(query + "&showInput=false").body()).contains("\"input\":null");
		assertThat(http.get(INSTANCES + "/with-input?showInput=false").body()).contains("\"input\":null");
	}

	@Test
	void subOrchestrationsAreFoundByTheirParentAndEndWithIt() {
		http.post("/orchestrators/Parent/family");
		Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.until(() -> ids(http.get(INSTANCES + "?parent=family")), (found) -> found.size() == 1);
		String child = ids(http.get(INSTANCES + "?parent=family")).get(0);
		assertThat(http.post(INSTANCES + "/family/terminate?recursive=true&reason=all").status()).isEqualTo(202);
		await("family", "Terminated");
		await(child, "Terminated");
	}

	@Test
	void anEventThatIsSentAgainIsTakenOnce() {
		http.post("/orchestrators/TwoEvents/twice");
		String event = INSTANCES + "/twice/raiseEvent/e?eventId=";
		assertThat(http.send("POST", event + "1", "\"a\"", JSON).status()).isEqualTo(202);
		assertThat(http.send("POST", event + "1", "\"a\"", JSON).status()).isEqualTo(202);
		assertThat(http.send("POST", event + "2", "\"b\"", JSON).status()).isEqualTo(202);
		await("twice", "Completed");
		assertThat(http.get(INSTANCES + "/twice").<String>json("$.output")).isEqualTo("ab");
	}

	@Test
	void aRestartCanHaveANewInput() {
		http.send("POST", "/orchestrators/EchoText/first", "\"one\"", JSON);
		await("first", "Completed");
		String restart = INSTANCES + "/first/restart?timeout=60&pollingInterval=1";
		assertThat(http.post(restart).body()).isEqualTo("\"<one>\"");
		assertThat(http.send("POST", restart, "{ \"input\" : \"two\" }", JSON).body()).isEqualTo("\"<two>\"");
		assertThat(http.send("POST", restart, "{\"input\":null}", JSON).body()).isEqualTo("\"<null>\"");
		Response same = http.post(INSTANCES + "/first/restart?restartWithNewInstanceId=false");
		assertThat(same.<String>json("$.id")).isEqualTo("first");
	}

	@Test
	void aNewInputIsHandedOnWithoutLoss() {
		for (String input : List.of("1.10", "-0.0", "12345678901234567890.123", "[1, {\"a\":[]}]", "\"x\\u0000\"",
				"true", "\"}\"")) {
			String body = "{\"input\":" + input + "}";
			Response restarted = http.send("POST", INSTANCES + "/list-1/restart", body, JSON);
			assertThat(restarted.status()).as(input).isEqualTo(202);
			assertThat(http.get(INSTANCES + "/" + restarted.json("$.id")).body()).contains("\"input\":" + input + ",");
		}
	}

	@Test
	void theHistoryIsShownOnRequest() {
		http.post("/orchestrators/Hello/history?timeout=60&pollingInterval=1");
		Response response = http.get(INSTANCES + "/history?showHistory=true&showHistoryOutput=true");
		assertThat(response.<List<String>>json("$.historyEvents[*].EventType")).containsExactly("ExecutionStarted",
				"TaskCompleted", "ExecutionCompleted");
		assertThat(response.<String>json("$.historyEvents[1].Result")).isEqualTo("Hello Tokyo!");
		assertThat(http.get(INSTANCES + "/history?showHistory=true").body()).doesNotContain("\"Result\"");
	}

	@Test
	void aRequestWaitsNoLongerThanAllowed() {
		try (TestServer impatient = TestServer.start("durable.http.max-wait=10ms")) {
			Response response = impatient.http().post("/orchestrators/Wait/x?timeout=86400&pollingInterval=1");
			assertThat(response.status()).isEqualTo(202);
			assertThat(response.<String>json("$.statusQueryGetUri")).endsWith("/x?taskHub=durable");
		}
	}

	@Test
	void theLocationIsTheUrlThatWasAsked() {
		http.post("/orchestrators/Wait/asked");
		Response response = http.get(INSTANCES + "/asked/?showInput=false&code=x");
		assertThat(response.headers().get("Location")).endsWith(INSTANCES + "/asked?showInput=false&code=x");
	}

}
