package io.durable.spring.boot.web;

import java.io.UncheckedIOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import io.durable.api.Orchestrator;
import io.durable.api.TaskOrchestrationContext;
import io.durable.client.DurableTaskClient;
import io.durable.client.OrchestrationMetadata;
import io.durable.client.OrchestrationStatusQuery;
import io.durable.jdbc.PostgresServer;
import io.durable.spring.boot.web.RawHttp.Response;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Input that was made to do harm is answered with 4xx, never with 5xx, and changes
 * nothing. On PostgreSQL, with all that Spring Boot configures by itself.
 */
class HostileInputTests {

	private static final String BASE = "/runtime/webhooks/durabletask";

	private static ConfigurableApplicationContext application;

	private static RawHttp http;

	private static DurableTaskClient client;

	private static OrchestrationMetadata before;

	@BeforeAll
	static void start() {
		PostgresServer.Database database = PostgresServer.createDatabase();
		application = new SpringApplicationBuilder(Application.class).web(WebApplicationType.SERVLET)
			.properties("server.port=0", "spring.main.banner-mode=off", "spring.datasource.url=" + database.url(),
					"spring.datasource.username=" + database.username(),
					"spring.datasource.password=" + database.password(), "durable.jdbc.initialize-schema=always")
			.run();
		http = new RawHttp("127.0.0.1",
				application.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
		client = application.getBean(DurableTaskClient.class);
		client.scheduleNewOrchestrationInstance("Wait", null, "victim");
		Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.until(() -> client.getInstanceMetadata("victim", false).getSerializedCustomStatus() != null);
		before = client.getInstanceMetadata("victim", true);
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	@AfterEach
	void nothingIsStored() {
		List<OrchestrationMetadata> all = client
			.queryInstances(new OrchestrationStatusQuery().setFetchInputsAndOutputs(true))
			.getOrchestrationState();
		assertThat(all).extracting(OrchestrationMetadata::getInstanceId).containsExactly("victim");
		assertThat(all.get(0).getLastUpdatedAt()).isEqualTo(before.getLastUpdatedAt());
		assertThat(all.get(0).isCompleted()).isFalse();
	}

	private static void refused(Response response) {
		assertThat(response.status()).as(response.body()).isBetween(400, 499);
		assertThat(response.body()).doesNotContain("\tat ", "java.lang", "org.springframework");
	}

	static List<String> hostileSegments() {
		List<String> segments = new ArrayList<>(List.of(
				// path tricks
				"..", ".", "%2e%2e", "%2E", "..%2f..%2fetc%2fpasswd", "..%5c..%5cwindows", "%252e%252e%252f%23",
				"a%2Fb", "a%5Cb", "a;b", "a;jsessionid=1", "%3B%23", "//", "a%3Fb", "a%23b", "%00", "a%00.json",
				"@counter@x", "%40x",
				// control characters and escapes
				"%0d%0aSet-Cookie:%20a=b", "a%0Ab", "%1B%5B31mred", "%07", "%7F", "%C2%85", "%C2%9B31m",
				// direction of writing
				"%E2%80%AEdcba", "a%E2%80%8Fb", "%E2%81%A6x", "%D8%9Cx",
				// not UTF-8: a stray byte, an overlong slash, surrogates, beyond Unicode
				"%FF", "%C0%AF", "%ED%A0%80", "%ED%B0%80x", "%F5%80%80%80", "%E2%82", "%", "%2", "%zz", "%u0041"));
		segments.add("x".repeat(101));
		segments.add("x".repeat(7000));
		return segments;
	}

	@ParameterizedTest
	@ValueSource(strings = { "%5C", "a%5Cb", "a%2Fb", "%FF", "%C0%AF" })
	void whatTheWebServerRefusesInAPathIsAProblemToo(String name) {
		for (String path : List.of(BASE + "/instances/victim/raiseEvent/", BASE + "/instances/", "/orchestrators/")) {
			Response response = http.post(path + name);
			assertThat(response.status()).as(path).isEqualTo(400);
			assertThat(response.body()).as(path).startsWith("{").contains("invalid-path");
		}
		assertThat(http.post("/elsewhere/" + name).body()).doesNotContain("invalid-path");
	}

	@ParameterizedTest
	@MethodSource("hostileSegments")
	void instanceIdsAndNames(String segment) {
		refused(http.post("/orchestrators/Wait/" + segment));
		refused(http.post(BASE + "/orchestrators/Wait/" + segment));
		refused(http.post(BASE + "/orchestrators/" + segment));
		refused(http.get(BASE + "/instances/" + segment + "/x"));
		refused(http.post(BASE + "/instances/" + segment + "/terminate"));
		refused(http.post(BASE + "/instances/" + segment + "/raiseEvent/Done"));
		refused(http.send("DELETE", BASE + "/instances/x" + segment, ""));
	}

	@ParameterizedTest
	@ValueSource(strings = { "%00", "%1B%5B2J", "%0d%0ax", "%E2%80%AE", "%ED%A0%80", "%FF", "a;b", "a%2Fb", "%20", "..",
			"%2e%2e" })
	void eventNames(String name) {
		refused(http.send("POST", BASE + "/instances/victim/raiseEvent/" + name, "\"x\"",
				"Content-Type: application/json"));
		refused(http.post(BASE + "/instances/victim/raiseEvent/" + "x".repeat(251)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "%27%20OR%20%271%27=%271", "%27%3B%20DROP%20TABLE%20durable_instance%3B--", "%25",
			"_______", "victi_", "%5C", "victim%27--", "VICTIM", "v%C3%ADctim", "%22%20OR%20%22%22=%22", "victim%20",
			"%24%7Bjndi:ldap:%7D" })
	void metacharactersAreOrdinaryCharacters(String text) {
		refused(http.get(BASE + "/instances/" + text));
		refused(http.post(BASE + "/instances/" + text + "/terminate"));
		refused(http.send("DELETE", BASE + "/instances/" + text, ""));
		refused(http.get(BASE + "/instances?runtimeStatus=" + text));
		refused(http.get(BASE + "/instances?createdTimeFrom=" + text));
		refused(http.send("DELETE", BASE + "/instances?createdTimeFrom=2020-01-01&runtimeStatus=" + text, ""));
		for (String filter : List.of("instanceIdPrefix=", "name=", "parent=", "tag=owner:")) {
			assertThat(http.get(BASE + "/instances?" + filter + text).body()).as(filter).isEqualTo("[]");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "reason=%00", "reason=%1B%5B31m", "reason=%E2%80%AEx", "reason=a%0d%0a",
			"reason=%ED%A0%80", "reason=%FF", "reason=%", "reason=a&reason=b", "recursive=1",
			"recursive=true&recursive=false", "%FF=x" })
	void parameters(String query) {
		refused(http.post(BASE + "/instances/victim/terminate?" + query));
	}

	@ParameterizedTest
	@ValueSource(strings = { "top=-1", "top=0", "top=1e3", "top=2147483648", "top=0x10", "top=%D9%A1",
			"createdTimeFrom=0000-00-00", "createdTimeTo=99999999999-01-01",
			"createdTimeTo=+1000000000-12-31T23:59:59Z", "createdTimeFrom=2026-02-30", "createdTimeFrom=12345",
			"createdTimeFrom=NaN", "tag=", "tag=%00:x", "name=%00", "instanceIdPrefix=%ED%A0%80" })
	void filters(String query) {
		Response response = http.get(BASE + "/instances?" + query);
		if (query.equals("tag=")) {
			assertThat(response.status()).isEqualTo(200);
		}
		else {
			refused(response);
		}
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "x", "AAAA", "'", "%00", "-1", "{}", "==", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "ü" })
	void continuationTokens(String token) {
		refused(http.get(BASE + "/instances", "x-ms-continuation-token: " + token));
		refused(http.get(BASE + "/instances", "x-ms-continuation-token: " + "A".repeat(7000)));
		refused(http.get(BASE + "/instances", "x-ms-continuation-token: " + "A".repeat(100_000)));
	}

	static List<String> hostileBodies() {
		return List.of("{\"a\":1,\"a\":2}", "{\"a\":{\"b\":1,\"b\":1}}", "[".repeat(100_000),
				"[".repeat(201) + "]".repeat(201), "{\"a\":".repeat(201) + "1" + "}".repeat(201), "9".repeat(100_000),
				"-" + "1".repeat(2000), "1e" + "9".repeat(2000), "\"\u0000\"", "\"\u001B[31m\"", "\u0000", "{'a':1}",
				"<xml/>", "undefined", "[1,2", "\"\\x41\"", "\"\\ud8\"", "{\"\\u0000\":1}}", "1,2", "/*x*/1",
				"{\"" + "n".repeat(60_000) + "\":1}");
	}

	@ParameterizedTest
	@MethodSource("hostileBodies")
	void bodies(String body) {
		refused(http.postJson("/orchestrators/Wait/x", body));
		refused(http.postJson(BASE + "/instances/victim/raiseEvent/Done", body));
		refused(http.postJson(BASE + "/instances/victim/restart", body));
	}

	@Test
	void bytesThatAreNotUtf8() {
		for (String body : List.of("\"\u00ff\"", "\"\u00ed\u00a0\u0080\"", "\"\u00c0\u00af\"",
				"\u00fe\u00ff\u0000\"")) {
			refused(http.postLatin1("/orchestrators/Wait/x", body));
			refused(http.postLatin1(BASE + "/instances/victim/raiseEvent/Done", body));
		}
	}

	@Test
	void tenMegabytes() {
		String body = "\"" + "x".repeat(10_000_000) + "\"";
		refusedOrCutOff(() -> http.postJson("/orchestrators/Wait/x", body));
		refusedOrCutOff(() -> http.postJson(BASE + "/instances/victim/raiseEvent/Done", body));
	}

	@Test
	void tenMegabytesInChunks() {
		String chunk = "100000\r\n" + "1".repeat(0x100000) + "\r\n";
		refusedOrCutOff(() -> http.send("POST", "/orchestrators/Wait/x", chunk.repeat(10) + "0\r\n\r\n",
				"Content-Type: application/json", "Transfer-Encoding: chunked"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "zz\r\n{}\r\n0\r\n\r\n", "-1\r\n\r\n", "ffffffffffffffff\r\n{}\r\n0\r\n\r\n" })
	void malformedChunks(String body) {
		refusedOrCutOff(() -> http.send("POST", "/orchestrators/Wait/x", body, "Content-Type: application/json",
				"Transfer-Encoding: chunked"));
		refusedOrCutOff(() -> http.send("POST", "/orchestrators/Wait/x", body, "Content-Type: application/json",
				"Transfer-Encoding: chunked, identity", "Content-Length: 3"));
	}

	// The server does not read on: a client that only writes may not get to the answer
	private static void refusedOrCutOff(Supplier<Response> request) {
		try {
			refused(request.get());
		}
		catch (UncheckedIOException ex) {
			assertThat(ex).hasCauseInstanceOf(SocketException.class);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "\"\\u0000\"", "\"\\ud800\"", "{\"\\u0000\":\"\\udfff\"}", "\"\u202e\"",
			"\"'; DROP TABLE x; --\"", "1e400", "{\"__proto__\":{}}",
			"{\"@type\":\"x\",\"@class\":\"java.lang.Runtime\"}" })
	void oddJsonIsData(String json) throws Exception {
		String odd = BASE + "/instances/%F0%9F%98%80%27%25_%22";
		Response started = http.postJson(odd.replace("instances", "orchestrators/Wait") + "?version=%C3%BC", json);
		assertThat(started.status()).isEqualTo(202);
		assertThat(http.get(odd).body()).contains("\"input\":" + json);
		assertThat(http.postJson(odd + "/raiseEvent/%F0%9F%98%80%27%25?eventId=%27%25", json).status()).isEqualTo(202);
		assertThat(http.post(odd + "/terminate?reason=%F0%9F%98%80%27%25").status()).isEqualTo(202);
		client.waitForInstanceCompletion(started.json("$.id"), Duration.ofSeconds(60), false);
		assertThat(http.get(odd + "?showHistory=true&showHistoryOutput=true").status()).isEqualTo(200);
		assertThat(http.send("DELETE", odd, "").status()).isEqualTo(200);
	}

	@Test
	void aPayloadBeyondTheLimitOfTheHub() {
		String body = "\"" + "x".repeat(2 * 1024 * 1024) + "\"";
		assertThat(body.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(2112 * 1024);
		assertThat(http.postJson("/orchestrators/Wait/x", body).status()).isEqualTo(413);
		assertThat(http.postJson(BASE + "/instances/victim/raiseEvent/Done", body).status()).isEqualTo(413);
	}

	@ParameterizedTest
	@ValueSource(strings = { "text/html", "multipart/form-data; boundary=x", "multipart/form-data",
			"application/x-www-form-urlencoded", "application/json; charset=utf-7", "application/json;;", "a/b/c", "*",
			"application/json\t; x=\"" })
	void contentTypes(String type) {
		refused(http.send("POST", "/orchestrators/Wait/x", "--x\r\nbad", "Content-Type: " + type));
		refused(http.send("POST", BASE + "/instances/victim/raiseEvent/Done", "reason=x&a=%zz",
				"Content-Type: " + type));
		refused(http.send("POST", BASE + "/instances/victim/restart", "--x", "Content-Type: " + type));
	}

	@Test
	void parametersOfAFormInTheBodyAreNotParameters() {
		refused(http.send("POST", BASE + "/instances/nobody/terminate", "reason=x",
				"Content-Type: application/x-www-form-urlencoded"));
		refused(http.send("POST", BASE + "/instances/victim", "_method=DELETE",
				"Content-Type: application/x-www-form-urlencoded"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "TRACE", "PROPFIND", "get", "PATCH", "PUT", "POST\t" })
	void verbs(String verb) {
		refused(http.send(verb, BASE + "/instances/victim", ""));
		refused(http.send(verb, BASE + "/instances/victim/terminate".replace("terminate", "raiseEvent"), ""));
	}

	@ParameterizedTest
	@ValueSource(strings = { "/instances/victim/terminate", "/instances/victim/suspend", "/instances/victim/restart",
			"/instances/victim/raiseEvent/Done", "/orchestrators/Wait" })
	void stateChangesNeverOnGet(String path) {
		assertThat(http.get(BASE + path).status()).isEqualTo(405);
		assertThat(http.get(BASE + path).headers()).containsEntry("Allow", "POST");
		assertThat(http.send("HEAD", BASE + path, "").status()).isEqualTo(405);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(
			exclude = { ServletWebSecurityAutoConfiguration.class, ManagementWebSecurityAutoConfiguration.class })
	@Import(Functions.class)
	static class Application {

	}

	static class Functions {

		@Orchestrator("Wait")
		String waitForDone(TaskOrchestrationContext context) {
			context.setCustomStatus("waiting");
			return context.waitForExternalEvent("Done", String.class).await();
		}

	}

}
