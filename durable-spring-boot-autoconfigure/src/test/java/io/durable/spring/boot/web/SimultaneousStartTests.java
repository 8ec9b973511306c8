package io.durable.spring.boot.web;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.durable.api.Activity;
import io.durable.api.Orchestrator;
import io.durable.api.TaskOrchestrationContext;
import io.durable.client.DurableTaskClient;
import io.durable.history.HistoryEvent.ExecutionStarted;
import io.durable.jdbc.PostgresServer;
import io.durable.spring.boot.web.RawHttp.Response;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

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
 * Many clients start the same instance ID at the same time, on two applications that
 * share a PostgreSQL.
 */
class SimultaneousStartTests {

	private static final int CLIENTS = 200;

	private static final AtomicInteger executions = new AtomicInteger();

	@Test
	void oneOfManySimultaneousStartsIsAccepted() throws Exception {
		PostgresServer.Database database = PostgresServer.createDatabase();
		try (ConfigurableApplicationContext first = start(database, "always");
				ConfigurableApplicationContext second = start(database, "never")) {
			List<RawHttp> servers = List.of(http(first), http(second));
			for (int round = 1; round <= 3; round++) {
				executions.set(0);
				List<Response> answers = startAll(servers, "/orchestrators/Once/singleton");
				assertThat(answers).filteredOn((answer) -> answer.status() == 202).hasSize(1);
				assertThat(answers).filteredOn((answer) -> answer.status() == 409)
					.hasSize(CLIENTS - 1)
					.allSatisfy((answer) -> assertThat(answer.<String>json("$.detail"))
						.isEqualTo("An instance with ID 'singleton' already exists."));
				ranOnce(second.getBean(DurableTaskClient.class));
			}
		}
	}

	// The next round finds an instance that has ended, which all of its starts may
	// replace
	private static void ranOnce(DurableTaskClient client) throws Exception {
		Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> executions.get() > 0);
		client.raiseEvent("singleton", "End");
		client.waitForInstanceCompletion("singleton", Duration.ofSeconds(60), false);
		assertThat(executions).hasValue(1);
		assertThat(client.getOrchestrationHistory("singleton")).filteredOn(ExecutionStarted.class::isInstance)
			.hasSize(1);
	}

	private static List<Response> startAll(List<RawHttp> servers, String path) throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
		try {
			CyclicBarrier barrier = new CyclicBarrier(CLIENTS);
			List<Callable<Response>> starts = new ArrayList<>();
			for (int i = 0; i < CLIENTS; i++) {
				RawHttp http = servers.get(i % servers.size());
				starts.add(() -> {
					barrier.await(60, TimeUnit.SECONDS);
					return http.post(path);
				});
			}
			List<Response> answers = new ArrayList<>();
			for (Future<Response> answer : threads.invokeAll(starts)) {
				answers.add(answer.get());
			}
			return answers;
		}
		finally {
			threads.shutdownNow();
		}
	}

	private static ConfigurableApplicationContext start(PostgresServer.Database database, String initialize) {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.SERVLET)
			.properties("server.port=0", "spring.main.banner-mode=off", "spring.datasource.url=" + database.url(),
					"spring.datasource.username=" + database.username(),
					"spring.datasource.password=" + database.password(), "durable.jdbc.initialize-schema=" + initialize,
					// Nobody is told to come again because a commit took long
					"durable.jdbc.lock-timeout=30s", "durable.lease-duration=90s")
			.run();
	}

	private static RawHttp http(ConfigurableApplicationContext context) {
		return new RawHttp("127.0.0.1",
				context.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(
			exclude = { ServletWebSecurityAutoConfiguration.class, ManagementWebSecurityAutoConfiguration.class })
	@Import(Functions.class)
	static class Application {

	}

	static class Functions {

		@Orchestrator("Once")
		void once(TaskOrchestrationContext context) {
			context.callActivity("Count").await();
			context.waitForExternalEvent("End").await();
		}

		@Activity("Count")
		void count() {
			executions.incrementAndGet();
		}

	}

}
