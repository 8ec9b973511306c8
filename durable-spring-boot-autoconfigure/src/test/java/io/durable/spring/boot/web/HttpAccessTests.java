package io.durable.spring.boot.web;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

import io.durable.spring.boot.web.RawHttp.Response;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who may call, asked on a real server.
 */
class HttpAccessTests {

	private static final String START = "/orchestrators/Hello";

	private static TestServer server;

	@BeforeAll
	static void start() {
		server = TestServer.start();
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	private static void refused(Response response) {
		assertThat(response.status()).isEqualTo(403);
		assertThat(response.headers()).containsEntry("Content-Type", "application/problem+json");
		assertThat(response.<String>json("$.type")).isEqualTo("urn:durable:problem:access-denied");
		assertThat(response.<String>json("$.detail")).contains("durable.http.access=open");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Host: evil.example", "Host: localhost.evil.example:80", "X-Forwarded-For: 127.0.0.1",
			"Forwarded: for=127.0.0.1", "X-Real-IP: ::1", "Via: 1.1 proxy", "X-Forwarded-Host: localhost",
			"Sec-Fetch-Site: cross-site", "Origin: https://evil.example", "Origin: null" })
	void everyRouteRefusesForeignRequests(String header) {
		RawHttp http = server.http();
		refused(http.post(START, header));
		refused(http.post(START + "/id", header));
		refused(http.post("/runtime/webhooks/durabletask/orchestrators/Hello", header));
		refused(http.get("/runtime/webhooks/durabletask/instances/id", header));
		refused(http.post("/runtime/webhooks/durabletask/instances/id/terminate", header));
	}

	@ParameterizedTest
	@ValueSource(strings = { "/orchestrators/Unknown", "/orchestrators/Hello;a", "/orchestrators/Hello/@bad" })
	void aForeignRequestLearnsNothingFromErrors(String path) {
		refused(server.http().send("POST", path, "{", "Host: evil.example", "Content-Type: text/plain"));
	}

	@ParameterizedTest
	@ValueSource(strings = { START, START + "/id/", "/runtime/webhooks/durabletask/instances/id",
			"/runtime/webhooks/durabletask/instances/", "/runtime/webhooks/durabletask/anything" })
	void noVerbGetsPastTheAccessRule(String path) {
		for (String verb : List.of("OPTIONS", "GET", "HEAD", "PUT", "PATCH", "DELETE", "POST")) {
			Response response = server.http().send(verb, path, "", "Host: evil.example");
			assertThat(response.status()).as(verb).isEqualTo(403);
			assertThat(response.headers()).as(verb).doesNotContainKey("Allow");
		}
		assertThat(server.http().send("OPTIONS", path, "").status()).isIn(200, 404);
	}

	@Test
	void optionsNamesTheVerbs() {
		assertThat(server.http().send("OPTIONS", START, "").headers()).containsEntry("Allow", "OPTIONS, POST");
		assertThat(server.http().send("OPTIONS", "/runtime/webhooks/durabletask/instances/x", "").headers())
			.containsEntry("Allow", "DELETE, GET, OPTIONS");
		assertThat(server.http().get(START).headers()).containsEntry("Allow", "POST");
	}

	@Test
	void aBareProxyIsRefused() {
		refused(server.http().byOldProtocol("POST", START));
		refused(server.http().byOldProtocol("GET", "/runtime/webhooks/durabletask/instances"));
	}

	@Test
	void localRequestsAreServed() {
		RawHttp http = server.http();
		assertThat(http.post(START).status()).isEqualTo(202);
		assertThat(
				http.post(START, "Host: 127.0.0.1:" + http.port(), "Origin: http://127.0.0.1:" + http.port()).status())
			.isEqualTo(202);
		assertThat(http.post(START, "Sec-Fetch-Site: same-origin").status()).isEqualTo(202);
	}

	@Test
	void ipv6LoopbackIsServed() {
		RawHttp http = new RawHttp("::1", server.port());
		Response response = http.post(START, "Host: [::1]:" + http.port(), "Origin: http://[::1]:" + http.port());
		assertThat(response.status()).isEqualTo(202);
		assertThat(response.headers().get("Location")).startsWith("http://[::1]:" + http.port() + "/runtime/");
	}

	@Test
	void anotherAddressOfTheMachineIsRefused() throws SocketException {
		Optional<String> address = Collections.list(NetworkInterface.getNetworkInterfaces())
			.stream()
			.flatMap(NetworkInterface::inetAddresses)
			.filter((candidate) -> candidate instanceof Inet4Address && !candidate.isLoopbackAddress())
			.map(InetAddress::getHostAddress)
			.findFirst();
		Assumptions.assumeTrue(address.isPresent(), "This machine has no address but loopback");
		refused(new RawHttp(address.get(), server.port()).post(START));
	}

	@Test
	void aProxyOnTheMachineIsRefused() throws Exception {
		try (ForwardingProxy proxy = ForwardingProxy.to(server.port())) {
			refused(new RawHttp("127.0.0.1", proxy.port()).post(START));
		}
	}

	@Test
	void openServesEverybody() {
		try (TestServer open = TestServer.start("durable.http.access=open")) {
			Response response = open.http().post(START, "Host: app.example");
			assertThat(response.status()).isEqualTo(202);
			assertThat(response.headers().get("Location")).startsWith("/runtime/");
			String instances = "/runtime/webhooks/durabletask/instances";
			for (String header : List.of("Origin: https://evil.example", "Origin: null",
					"Sec-Fetch-Site: cross-site")) {
				assertThat(open.http().get(instances, "Host: app.example", header).status()).isEqualTo(200);
				for (Response refused : List.of(open.http().post(START, "Host: app.example", header),
						open.http().post(instances + "/x/terminate", "Host: app.example", header),
						open.http()
							.send("DELETE", instances + "?createdTimeFrom=2020-01-01", "", "Host: app.example",
									header))) {
					assertThat(refused.status()).isEqualTo(403);
					assertThat(refused.<String>json("$.detail")).contains("CORS");
				}
			}
			assertThat(open.http().post(START, "Host: app.example", "Origin: https://app.example").status())
				.isEqualTo(202);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "framework", "native" })
	void nothingIsServedWhereForwardedHeadersAreTrusted(String strategy) {
		try (TestServer behindProxy = TestServer.start("server.forward-headers-strategy=" + strategy)) {
			refused(behindProxy.http().post(START));
			refused(behindProxy.http().post(START, "X-Forwarded-For: 127.0.0.1", "X-Forwarded-Host: localhost"));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "framework", "native" })
	void openBehindAProxyLinksToTheProxy(String strategy) {
		try (TestServer behindProxy = TestServer.start("server.forward-headers-strategy=" + strategy,
				"durable.http.access=open", "server.servlet.context-path=/app")) {
			Response response = behindProxy.http()
				.post("/app" + START + "/x", "X-Forwarded-Host: app.example", "X-Forwarded-Proto: https");
			assertThat(response.headers()).containsEntry("Location",
					"https://app.example/app/runtime/webhooks/durabletask/instances/x?taskHub=durable");
		}
	}

}
