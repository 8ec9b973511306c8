package io.durable.spring.boot.web;

import io.durable.spring.boot.web.RawHttp.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Where the API is, and what happens if the application is there already.
 */
class HttpApiRoutesTests {

	@Test
	void thePathsCanBeChanged() {
		try (TestServer server = TestServer.start("durable.http.base-path=durable/", "durable.http.starter-path=/start",
				"server.servlet.context-path=/app", "spring.mvc.servlet.path=/mvc")) {
			RawHttp http = server.http();
			assertThat(http.post("/app/mvc/orchestrators/Hello").status()).isEqualTo(404);
			assertThat(http.post("/app/mvc/durable/orchestrators/Hello").status()).isEqualTo(202);
			Response response = http.post("/app/mvc/start/Hello/x");
			String path = "/app/mvc/durable/instances/x";
			assertThat(response.headers()).containsEntry("Location",
					"http://localhost:" + server.port() + path + "?taskHub=durable");
			assertThat(http.get(path).status()).isIn(200, 202);
		}
	}

	@Test
	void theStarterCanBeSwitchedOff() {
		try (TestServer server = TestServer.start("durable.http.starter-enabled=false")) {
			assertThat(server.http().post("/orchestrators/Hello").status()).isEqualTo(404);
			assertThat(server.http().post("/runtime/webhooks/durabletask/orchestrators/Hello").status()).isEqualTo(202);
		}
	}

	@Test
	void theApiCanBeSwitchedOff() {
		try (TestServer server = TestServer.start("durable.http.enabled=false")) {
			assertThat(server.http().post("/orchestrators/Hello").status()).isEqualTo(404);
			assertThat(server.http().post("/runtime/webhooks/durabletask/orchestrators/Hello").status()).isEqualTo(404);
		}
	}

	@Test
	void lazyInitializationDoesNotLoseTheRoutes() {
		try (TestServer server = TestServer.start("spring.main.lazy-initialization=true")) {
			assertThat(server.http().post("/orchestrators/Hello").status()).isEqualTo(202);
		}
	}

	@Test
	void routesOfTheApplicationBesideOursAreServed() {
		try (TestServer server = TestServer.start(new Class<?>[] { Beside.class })) {
			RawHttp http = server.http();
			assertThat(http.post("/orchestrators/Special").body()).isEqualTo("special");
			assertThat(http.get("/orchestrators/Hello").body()).isEqualTo("mine");
			assertThat(http.post("/orchestrators/Hello").status()).isEqualTo(202);
		}
	}

	@Test
	void whatElseIsBelowTheBasePathIsAnsweredAsAProblem() {
		try (TestServer server = TestServer.start()) {
			String base = "/runtime/webhooks/durabletask";
			for (String path : new String[] { "", "/", "/nothing", "/instances/x/explode", "/makeprimary",
					"/instances/x/raiseEvent", "/orchestrators", "/entities/a/b/c" }) {
				Response response = server.http().post(base + path);
				assertThat(response.status()).as(path).isEqualTo(404);
				assertThat(response.<String>json("$.type")).isEqualTo("urn:durable:problem:route-not-found");
				assertThat(server.http().post(base + path, "Host: evil.example").status()).as(path).isEqualTo(403);
			}
			Response response = server.http().send("PUT", base + "/instances/x", "");
			assertThat(response.status()).isEqualTo(405);
			assertThat(response.headers()).containsEntry("Allow", "DELETE, GET");
			assertThat(response.<String>json("$.type")).isEqualTo("urn:durable:problem:method-not-allowed");
		}
	}

	@Test
	void adviceOfTheApplicationDoesNotChangeOurAnswers() {
		try (TestServer server = TestServer.start(new Class<?>[] { Advice.class })) {
			assertThat(server.http().post("/orchestrators/Unknown").<String>json("$.type"))
				.isEqualTo("urn:durable:problem:unknown-orchestrator");
		}
	}

	@ParameterizedTest
	@CsvSource({
			"io.durable.spring.boot.web.HttpApiRoutesTests$Starter,POST /orchestrators/{functionName},durable.http.starter-path",
			"io.durable.spring.boot.web.HttpApiRoutesTests$AnyVerb,GET /runtime/webhooks/durabletask/instances/{instanceId},durable.http.base-path" })
	void aCollisionIsRefusedAtStartUp(Class<?> controller, String ours, String property) {
		assertThatExceptionOfType(MappingCollisionException.class)
			.isThrownBy(() -> TestServer.start(new Class<?>[] { controller }).close())
			.satisfies((ex) -> {
				FailureAnalysis analysis = new MappingCollisionFailureAnalyzer().analyze(ex);
				assertThat(analysis).isNotNull();
				assertThat(analysis.getDescription()).contains(ours)
					.contains(controller.getSimpleName() + "#mine")
					.contains("/{mine}");
				assertThat(analysis.getAction()).contains(property).contains("durable.http.enabled=false");
			});
	}

	@RestController
	static class Beside {

		@PostMapping("/orchestrators/Special")
		String special() {
			return "special";
		}

		@GetMapping("/orchestrators/{name}")
		String mine(@PathVariable String name) {
			return "mine";
		}

	}

	@RestController
	static class Starter {

		@PostMapping("/orchestrators/{mine}")
		String mine(@PathVariable String mine) {
			return mine;
		}

	}

	@RestController
	static class AnyVerb {

		@RequestMapping("/runtime/webhooks/durabletask/instances/{mine}")
		String mine(@PathVariable String mine) {
			return mine;
		}

	}

	@RestControllerAdvice
	static class Advice {

		@ExceptionHandler
		@ResponseBody
		String all(Exception ex) {
			return "mine";
		}

	}

}
