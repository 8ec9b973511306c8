package io.durable.spring.boot.web;

import java.time.Duration;

import io.durable.spring.boot.web.RawHttp.Response;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of the body of a start.
 */
class OrchestrationInputTests {

	private static TestServer server;

	private static RawHttp http;

	@BeforeAll
	static void start() {
		server = TestServer.start();
		http = server.http();
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	private static Response status(String instanceId) {
		return http.get("/runtime/webhooks/durabletask/instances/" + instanceId);
	}

	private static String output(Response started) {
		String id = started.json("$.id");
		return Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.until(() -> status(id), (response) -> response.status() == 200)
			.json("$.output");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"n\":12345678901234567890123456789.10,\"e\":1e400,\"z\":-0.0,\"i\":9007199254740993}",
			"[1,2.50,true,null,\"ü\\ud800\\u0000\"]", "\"text\"", "1.10", "false", "{}", "[]",
			"{ \"b\" : 1 , \"a\" : [ ] }" })
	void jsonIsHandedOnWithoutLoss(String json) {
		Response started = http.postJson("/orchestrators/Wait", json);
		assertThat(started.status()).isEqualTo(202);
		assertThat(status(started.json("$.id")).body()).contains("\"input\":" + json + ",\"customStatus\"");
	}

	@ParameterizedTest
	@ValueSource(strings = { "null", "\"\"", " ", " \"\" ", "\uFEFF" })
	void nothingIsNoInput(String json) {
		Response started = http.postJson("/orchestrators/Wait", json);
		assertThat(started.status()).isEqualTo(202);
		assertThat(status(started.json("$.id")).body()).contains("\"input\":null");
	}

	@ParameterizedTest
	@CsvSource({ "EchoText,'',<null>", "EchoText,\"\",<>", "EchoText,\"a\",<a>", "EchoNumber,'',<null>",
			"EchoNumber,\"\",<null>", "EchoNumber,7,<7>" })
	void anEmptyStringIsAnInputWhereAStringIsExpected(String name, String body, String output) {
		assertThat(output(http.postJson("/orchestrators/" + name, body))).isEqualTo(output);
	}

	static String[] malformed() {
		return new String[] { "{", "{'a':1}", "{\"a\":1}}", "1 2", "nul", "NaN", "01", "[1,]", "// c\n1", "\"\n\"",
				"\"\\ud8\"", "{\"a\":1,\"a\":2}", "[".repeat(201) + "]".repeat(201), "9".repeat(2000) };
	}

	@ParameterizedTest
	@MethodSource("malformed")
	void badJsonIsRefused(String json) {
		Response response = http.postJson("/orchestrators/Hello", json);
		assertThat(response.status()).isEqualTo(400);
		assertThat(response.<String>json("$.type")).isEqualTo("urn:durable:problem:invalid-json");
		assertThat(response.<String>json("$.detail")).startsWith("Invalid JSON content: ").doesNotContain("\tat ");
	}

	@Test
	void depthsThatTheEngineReadsAreAccepted() {
		assertThat(http.postJson("/orchestrators/Hello", "[".repeat(200) + "]".repeat(200)).status()).isEqualTo(202);
	}

	@Test
	void bytesThatAreNotUtf8AreRefused() {
		Response response = http.postLatin1("/orchestrators/Hello", "\"\u00fc\"");
		assertThat(response.status()).isEqualTo(400);
		assertThat(response.<String>json("$.detail")).contains("UTF-8");
	}

	@ParameterizedTest
	@ValueSource(strings = { "application/json", "APPLICATION/JSON", "application/json; charset=UTF-8",
			"application/vnd.api+json" })
	void jsonMediaTypesAreAccepted(String type) {
		Response response = http.send("POST", "/orchestrators/Hello", "1", "Content-Type: " + type);
		assertThat(response.status()).isEqualTo(202);
	}

	@ParameterizedTest
	@ValueSource(strings = { "Content-Type: text/plain", "Content-Type: application/x-www-form-urlencoded",
			"Content-Type: application/jsonx", "Content-Type: application/json; charset=utf-16",
			"Content-Type: nonsense", "Content-Type: application/json; charset=nonsense",
			"Content-Type: multipart/form-data; boundary=x", "Content-Type: */*", "X-No: type" })
	void otherMediaTypesAreRefused(String header) {
		Response response = http.send("POST", "/orchestrators/Hello", "1", header);
		assertThat(response.status()).isEqualTo(415);
		assertThat(response.<String>json("$.type")).isEqualTo("urn:durable:problem:unsupported-media-type");
		assertThat(response.<String>json("$.detail"))
			.startsWith("Only application/json request content is supported, in UTF-8.");
	}

	@Test
	void withoutABodyTheMediaTypeDoesNotMatter() {
		assertThat(http.post("/orchestrators/Hello", "Content-Type: text/plain", "Content-Length: 0").status())
			.isEqualTo(202);
		assertThat(http.post("/orchestrators/Hello", "Content-Type: application/json").status()).isEqualTo(202);
	}

}
