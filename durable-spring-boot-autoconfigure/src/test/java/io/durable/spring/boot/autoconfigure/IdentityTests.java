package io.durable.spring.boot.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

import io.durable.api.Activity;
import io.durable.api.Orchestrator;
import io.durable.api.TaskOrchestrationContext;
import io.durable.client.DurableTaskClient;
import io.durable.spring.boot.testing.TestContexts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who calls, in which language and for which request, stays with the caller: neither the
 * threads that its call brings into being nor the next run on the same thread have it.
 */
class IdentityTests {

	private static final String NOBODY = "null null false null true";

	private final ApplicationContextRunner contextRunner = TestContexts.onH2().withBean(Runs.class);

	private final ClassLoader classLoader = Thread.currentThread().getContextClassLoader();

	@BeforeEach
	void inherit() {
		SecurityContextHolder.setStrategyName(SecurityContextHolder.MODE_INHERITABLETHREADLOCAL);
	}

	@AfterEach
	void leaveNothing() {
		SecurityContextHolder.clearContext();
		SecurityContextHolder.setStrategyName(SecurityContextHolder.MODE_THREADLOCAL);
		LocaleContextHolder.resetLocaleContext();
		RequestContextHolder.resetRequestAttributes();
		MDC.clear();
		Thread.currentThread().setContextClassLoader(this.classLoader);
	}

	private static void logIn(String name) {
		SecurityContextHolder.getContext().setAuthentication(new TestingAuthenticationToken(name, "", "USER"));
		LocaleContextHolder.setLocale(Locale.forLanguageTag("tr-TR"), true);
		RequestContextHolder.setRequestAttributes(new ServletRequestAttributes(new MockHttpServletRequest()), true);
		MDC.put("user", name);
		Thread.currentThread().setContextClassLoader(ClassLoader.getPlatformClassLoader());
	}

	private static String identity() {
		Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
		RequestAttributes request = RequestContextHolder.getRequestAttributes();
		boolean foreignLocale = LocaleContextHolder.getLocaleContext() != null;
		return "%s %s %s %s %s".formatted((authentication != null) ? authentication.getName() : null, request,
				foreignLocale, MDC.get("user"),
				Thread.currentThread().getContextClassLoader() == IdentityTests.class.getClassLoader());
	}

	@Test
	void orchestrationsAndActivitiesAreNobodysWhoeverStartsThem() {
		this.contextRunner.run((context) -> {
			logIn("alice");
			assertThat(identities(context.getBean(DurableTaskClient.class), "look", 24)).containsOnly(NOBODY);
			logIn("bob");
			assertThat(identities(context.getBean(DurableTaskClient.class), "look", 24)).containsOnly(NOBODY);
		});
	}

	@Test
	void residentOrchestrationsAreNobodys() {
		this.contextRunner.withPropertyValues("durable.residency.resident-from=0").run((context) -> {
			logIn("alice");
			assertThat(identities(context.getBean(DurableTaskClient.class), "look", 24)).containsOnly(NOBODY);
		});
	}

	@Test
	void whatARunLeavesBehindIsNotSeenByTheNextOne() {
		this.contextRunner.withPropertyValues("durable.activities.threads=1", "durable.orchestrations.threads=1")
			.run((context) -> {
				DurableTaskClient client = context.getBean(DurableTaskClient.class);
				assertThat(identities(client, "leave", 10)).containsOnly(NOBODY);
				assertThat(identities(client, "look", 10)).containsOnly(NOBODY);
			});
	}

	private static List<String> identities(DurableTaskClient client, String name, int count) throws Exception {
		List<String> ids = IntStream.range(0, count)
			.mapToObj((number) -> client.scheduleNewOrchestrationInstance(name))
			.toList();
		List<String> identities = new ArrayList<>();
		for (String id : ids) {
			identities.addAll(client.waitForInstanceCompletion(id, Duration.ofSeconds(60), true)
				.readOutputAs(Identities.class)
				.seen());
		}
		assertThat(identities).hasSize(3 * count);
		return identities;
	}

	record Identities(List<String> seen) {

	}

	static class Runs {

		@Activity
		String lookInActivity() {
			return identity();
		}

		@Activity
		String leaveInActivity() {
			String found = identity();
			logIn("mallory");
			return found;
		}

		@Orchestrator
		Identities look(TaskOrchestrationContext context) {
			String first = identity();
			String activity = context.callActivity(Runs::lookInActivity).await();
			return new Identities(List.of(first, activity, identity()));
		}

		@Orchestrator
		Identities leave(TaskOrchestrationContext context) {
			String first = identity();
			String activity = context.callActivity(Runs::leaveInActivity).await();
			String last = identity();
			logIn("mallory");
			return new Identities(List.of(first, activity, last));
		}

	}

}
