package io.durable.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.durable.api.Activity;
import io.durable.api.Orchestrator;
import io.durable.api.TaskOrchestrationContext;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The published JavaScript client of Azure Durable Functions works against the sample,
 * with either of its two ways to find it. Needs Node and, once, the npm registry.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = "spring.datasource.url=jdbc:h2:mem:javascript;DB_CLOSE_DELAY=-1")
@Import(JavaScriptClientTests.Functions.class)
class JavaScriptClientTests {

	private static final Path SOURCES = Path.of("src", "test", "node");

	private static final Path DIRECTORY = Path.of("target", "javascript-client");

	private static Outcome installation;

	@LocalServerPort
	private int port;

	@BeforeAll
	static void install() throws Exception {
		Files.createDirectories(DIRECTORY);
		for (String file : List.of("package.json", "client.js")) {
			Files.copy(SOURCES.resolve(file), DIRECTORY.resolve(file), StandardCopyOption.REPLACE_EXISTING);
		}
		installation = run("npm", "install", "--no-package-lock", "--no-audit", "--no-fund", "--loglevel=error");
	}

	@BeforeEach
	void requireInstallation() {
		if (installation.status() != 0) {
			String message = "The JavaScript client is not tested: npm could not install it. " + installation.output();
			assertThat(System.getenv("CI")).as(message).isNull();
			Assumptions.abort(message);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "rpc", "urls" })
	void thePublishedClientWorks(String mode) throws Exception {
		Outcome outcome = run("node", "client.js", "http://localhost:" + this.port + "/runtime/webhooks/durabletask",
				mode);
		assertThat(outcome.status()).as(outcome.output()).isZero();
		assertThat(outcome.output().lines().filter((line) -> line.startsWith("ok " + mode))).hasSize(13);
	}

	private static Outcome run(String... command) throws InterruptedException {
		Path log = DIRECTORY.resolve(command[0] + ".log");
		try {
			Process process = new ProcessBuilder(command).directory(DIRECTORY.toFile())
				.redirectErrorStream(true)
				.redirectOutput(log.toFile())
				.start();
			boolean ended = process.waitFor(3, TimeUnit.MINUTES);
			process.destroyForcibly();
			return new Outcome(ended ? process.exitValue() : -1, Files.readString(log));
		}
		catch (IOException ex) {
			return new Outcome(-1, String.valueOf(ex.getMessage()));
		}
	}

	/**
	 * What a command has done.
	 *
	 * @param status its exit status
	 * @param output what it has written
	 */
	private record Outcome(int status, String output) {

	}

	static class Functions {

		private final Set<String> seen = ConcurrentHashMap.newKeySet();

		@Orchestrator("JsGreet")
		String greet(TaskOrchestrationContext context, String name) {
			context.setCustomStatus("greeting");
			return context.callActivity("JsHello", name, String.class).await();
		}

		@Activity("JsHello")
		String hello(String name) {
			return "Hello " + name + "!";
		}

		@Orchestrator("JsEcho")
		Object echo(Object input) {
			return input;
		}

		@Orchestrator("JsWait")
		Object waitForGo(TaskOrchestrationContext context) {
			return context.waitForExternalEvent("Go", Object.class).await();
		}

		@Orchestrator("JsFlaky")
		String flaky(TaskOrchestrationContext context, String key) {
			return context.callActivity("JsFailsOnce", key, String.class).await();
		}

		@Activity("JsFailsOnce")
		String failsOnce(String key) {
			if (this.seen.add(key)) {
				throw new IllegalStateException("not yet");
			}
			return "mended";
		}

	}

}
