package io.durable.spring.boot.web;

import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import io.durable.client.DurableTaskClient;
import io.durable.client.NewOrchestrationInstanceOptions;
import io.durable.client.OrchestrationMetadata;
import io.durable.hub.TaskHub;
import io.durable.spring.boot.autoconfigure.DurableEndpointAutoConfiguration;
import io.durable.spring.boot.autoconfigure.DurableSecurityAutoConfiguration;
import io.durable.spring.boot.security.InstanceAccess;
import io.durable.spring.boot.security.InstanceOperation;
import io.durable.spring.boot.web.RawHttp.Response;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.jackson.JacksonEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementContextAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.servlet.autoconfigure.actuate.web.ServletManagementContextAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Roles, owners and the audit log, with a filter chain of the application as the guide
 * shows it.
 */
@ExtendWith(OutputCaptureExtension.class)
class HttpSecurityTests {

	private static final String BASE = "/runtime/webhooks/durabletask";

	private static final String REMOTE = "Host: app.example";

	private static TestServer server;

	private static RawHttp http;

	private static DurableTaskClient client;

	@BeforeAll
	static void start() {
		server = TestServer.start(new Class<?>[] { Secured.class }, "management.endpoints.web.exposure.include=durable",
				"logging.level.io.durable.audit=info");
		http = server.http();
		client = server.bean(TaskHub.class).client();
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	private static String as(String user) {
		return "Authorization: Basic "
				+ Base64.getEncoder().encodeToString((user + ":secret").getBytes(StandardCharsets.UTF_8));
	}

	private static String waiting(@Nullable String owner) {
		NewOrchestrationInstanceOptions options = new NewOrchestrationInstanceOptions();
		if (owner != null) {
			options.addTag("owner", owner);
		}
		return client.scheduleNewOrchestrationInstance("Wait", options);
	}

	private static String ended(String owner) throws Exception {
		String id = waiting(owner);
		client.terminate(id, "enough");
		client.waitForInstanceCompletion(id, Duration.ofSeconds(60), false);
		return id;
	}

	@Test
	void theChainOfTheApplicationAnswersWhoIsNotAuthenticated() {
		assertThat(http.get(BASE + "/instances").status()).isEqualTo(401);
		assertThat(http.post("/orchestrators/Wait").status()).isEqualTo(401);
	}

	@ParameterizedTest
	@CsvSource({ "GET,/instances", "GET,/instances/x", "POST,/orchestrators/Wait", "POST,/orchestrators/Wait/x",
			"DELETE,/instances/x", "DELETE,/instances?createdTimeFrom=2020-01-01", "POST,/instances/x/raiseEvent/E",
			"POST,/instances/x/terminate", "POST,/instances/x/suspend", "POST,/instances/x/resume",
			"POST,/instances/x/restart", "POST,/instances/x/rewind", "GET,/entities", "POST,/entities/a/b" })
	void everyOperationNamesTheMissingRole(String verb, String path) {
		for (String user : List.of("nobody", "viewer")) {
			Response response = http.send(verb, BASE + path, "", as(user), REMOTE);
			if (verb.equals("GET") && user.equals("viewer")) {
				assertThat(response.status()).isNotEqualTo(403);
				continue;
			}
			assertThat(response.status()).isEqualTo(403);
			assertThat(response.<String>json("$.type")).isEqualTo("urn:durable:problem:access-denied");
			assertThat(response.<String>json("$.detail")).contains("ROLE_DURABLE_OPERATOR");
		}
		assertThat(http.send(verb, BASE + path, "", as("root"), REMOTE).status()).isNotEqualTo(403);
	}

	@Test
	void anAnonymousCallerHasNoRole() {
		try (TestServer anonymous = TestServer.start(new Class<?>[] { PermitsAll.class })) {
			Response refused = anonymous.http().get(BASE + "/instances");
			assertThat(refused.status()).isEqualTo(403);
			assertThat(refused.<String>json("$.detail")).contains("ROLE_DURABLE_VIEWER", "not authenticated");
		}
	}

	@Test
	void whatNoChainCoversIsServedToTheSameMachineOnly() {
		try (TestServer elsewhere = TestServer.start(new Class<?>[] { CoversOtherPaths.class })) {
			assertThat(elsewhere.http().get(BASE + "/instances").status()).isEqualTo(200);
			Response refused = elsewhere.http().get(BASE + "/instances", REMOTE);
			assertThat(refused.status()).isEqualTo(403);
			assertThat(refused.<String>json("$.detail")).contains("no filter chain");
		}
	}

	@Test
	void openAsksForNoRoles() {
		try (TestServer open = TestServer.start(new Class<?>[] { PermitsAll.class }, "durable.http.access=open")) {
			assertThat(open.http().get(BASE + "/instances", REMOTE).status()).isEqualTo(200);
		}
	}

	@Test
	void rolesCanHaveOtherNames() {
		try (TestServer renamed = TestServer.start(new Class<?>[] { Secured.class },
				"durable.security.viewer-role=SCOPE_read", "durable.security.operator-role=ROLE_NOBODY")) {
			assertThat(renamed.http().get(BASE + "/instances", as("viewer")).<String>json("$.detail"))
				.contains("SCOPE_read");
			assertThat(renamed.http().get(BASE + "/instances", as("nobody")).status()).isEqualTo(200);
		}
	}

	@Test
	void whatBelongsToOthersDoesNotExist() {
		String mine = waiting("alice");
		String theirs = waiting("bob");
		assertThat(http.get(BASE + "/instances/" + mine, as("alice")).status()).isEqualTo(202);
		assertThat(http.get(BASE + "/instances/" + theirs, as("alice")).<String>json("$.type"))
			.isEqualTo("urn:durable:problem:instance-not-found");
		assertThat(http.post(BASE + "/instances/" + theirs + "/terminate", as("alice")).status()).isEqualTo(404);
		assertThat(http.post(BASE + "/instances/" + theirs + "/restart", as("alice")).status()).isEqualTo(400);
		assertThat(http.send("DELETE", BASE + "/instances/" + theirs, "", as("alice")).status()).isEqualTo(404);
		String list = http.get(BASE + "/instances?top=500", as("alice")).body();
		assertThat(list).contains(mine).doesNotContain(theirs);
	}

	@Test
	void whatMayBeReadOnlyIsNotChanged() {
		String shared = waiting("public");
		assertThat(http.get(BASE + "/instances/" + shared, as("alice")).status()).isEqualTo(202);
		Response refused = http.post(BASE + "/instances/" + shared + "/terminate", as("alice"));
		assertThat(refused.status()).isEqualTo(403);
		assertThat(refused.<String>json("$.detail")).contains("may not terminate the instance '" + shared + "'");
	}

	@Test
	void aBulkPurgeAsksForEachInstance(CapturedOutput output) throws Exception {
		String mine = ended("alice");
		String theirs = ended("bob");
		Response response = http.send("DELETE", BASE + "/instances/?createdTimeFrom=2020-01-01", "", as("alice"));
		assertThat(response.<Integer>json("$.instancesDeleted")).isPositive();
		assertThat(client.getInstanceMetadata(mine, false).isInstanceFound()).isFalse();
		assertThat(client.getInstanceMetadata(theirs, false).isInstanceFound()).isTrue();
		assertThat(output).contains("operation=purge instance=\"" + mine + "\" caller=\"alice\"")
			.doesNotContain("operation=purge instance=\"" + theirs);
	}

	@Test
	void aStartBelongsToItsCallerAndReplacesOnlyWhatIsTheirs() throws Exception {
		String started = http.post(BASE + "/orchestrators/Wait", as("alice")).json("$.id");
		assertThat(client.getInstanceMetadata(started, false).getTags()).containsEntry("owner", "alice");
		String theirs = ended("bob");
		assertThat(http.post(BASE + "/orchestrators/Wait/" + theirs, as("alice")).status()).isEqualTo(403);
		assertThat(http.post(BASE + "/orchestrators/Wait/forbidden", as("alice")).status()).isEqualTo(403);
		assertThat(client.getInstanceMetadata("forbidden", false).isInstanceFound()).isFalse();
		assertThat(client.getInstanceMetadata(theirs, false).isCompleted()).isTrue();
	}

	@Test
	void theClientInApplicationCodeNeedsNoRole() {
		assertThat(client.getInstanceMetadata(waiting("bob"), false).isInstanceFound()).isTrue();
	}

	@Test
	void theEndpointAsksForTheRoleAndTheOwner() {
		assertThat(http.get("/actuator/durable").status()).isEqualTo(401);
		assertThat(http.get("/actuator/durable", as("viewer")).status()).isEqualTo(200);
		Response refused = http.get("/actuator/durable", as("nobody"));
		assertThat(refused.status()).isEqualTo(403);
		assertThat(refused.headers()).containsEntry("Content-Type", "application/problem+json");
		assertThat(refused.body()).contains("urn:durable:problem:access-denied", "ROLE_DURABLE_VIEWER");
		String mine = waiting("alice");
		assertThat(http.get("/actuator/durable/" + mine, as("nobody")).status()).isEqualTo(403);
		assertThat(http.get("/actuator/durable/" + mine, as("alice")).body()).contains(mine);
		assertThat(http.get("/actuator/durable/" + waiting("bob"), as("alice")).status()).isEqualTo(404);
	}

	@Test
	void changesAreWrittenToTheAuditLogWithoutPayloads(CapturedOutput output) {
		http.send("POST", BASE + "/orchestrators/Wait/audited", "\"top secret\"", as("alice"),
				"Content-Type: application/json");
		http.send("POST", BASE + "/instances/audited/raiseEvent/E%22", "\"top secret\"", as("alice"),
				"Content-Type: application/json");
		http.post(BASE + "/instances/audited/terminate?reason=top%20secret", as("alice"));
		http.get(BASE + "/instances/audited", as("alice"));
		http.post(BASE + "/instances/unknown/terminate", as("alice"));
		assertThat(output)
			.contains(
					"operation=start instance=\"audited\" caller=\"alice\" address=\"127.0.0.1\" orchestrator=\"Wait\"",
					"operation=raise-event instance=\"audited\" caller=\"alice\" address=\"127.0.0.1\" event=\"E\\\"\"",
					"operation=terminate instance=\"audited\" caller=\"alice\" address=\"127.0.0.1\"")
			.doesNotContain("top secret", "operation=read", "instance=\"unknown\"");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/instances/x/..;/y", "/instances/%2e%2e/x", "//instances/x", "/instances/x%2fy" })
	void pathTricksDoNotGetPast(String path) {
		assertThat(http.get(BASE + path, REMOTE).status()).isIn(400, 401);
		assertThat(http.get(BASE + path, as("viewer"), REMOTE).status()).isIn(400, 404);
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ SecurityAutoConfiguration.class, ServletWebSecurityAutoConfiguration.class,
			SecurityFilterAutoConfiguration.class, DurableSecurityAutoConfiguration.class,
			EndpointAutoConfiguration.class, JacksonEndpointAutoConfiguration.class, WebEndpointAutoConfiguration.class,
			ManagementContextAutoConfiguration.class, ServletManagementContextAutoConfiguration.class,
			DurableEndpointAutoConfiguration.class })
	static class SecurityConfiguration {

		@Bean
		UserDetailsService users() {
			return new InMemoryUserDetailsManager(user("nobody", "SCOPE_read"), user("viewer", "ROLE_DURABLE_VIEWER"),
					user("root", "ROLE_DURABLE_OPERATOR"), user("alice", "ROLE_DURABLE_OPERATOR"));
		}

		private static UserDetails user(String name, String authority) {
			return User.withUsername(name).password("{noop}secret").authorities(authority).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(SecurityConfiguration.class)
	static class Secured {

		// As in docs/http.md
		@Bean
		@Order(1)
		SecurityFilterChain durableApi(HttpSecurity http) {
			return http.securityMatcher("/runtime/webhooks/durabletask/**", "/orchestrators/**", "/actuator/durable/**")
				.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
				.httpBasic(Customizer.withDefaults())
				.sessionManagement((session) -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
				.csrf((csrf) -> csrf.disable())
				.build();
		}

		@Bean
		InstanceAccess owners() {
			return new InstanceAccess() {

				@Override
				public boolean isGranted(@Nullable Principal caller, InstanceOperation operation,
						OrchestrationMetadata instance) {
					String owner = instance.getTags().get("owner");
					return caller != null && (!caller.getName().equals("alice") || caller.getName().equals(owner)
							|| (operation.isRead() && "public".equals(owner)));
				}

				@Override
				public boolean isStartGranted(@Nullable Principal caller, String orchestratorName,
						@Nullable String instanceId) {
					return !"forbidden".equals(instanceId);
				}

				@Override
				public Map<String, String> tagsOfStart(@Nullable Principal caller, String orchestratorName) {
					return (caller != null) ? Map.of("owner", caller.getName()) : Map.of();
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(SecurityConfiguration.class)
	static class PermitsAll {

		@Bean
		SecurityFilterChain all(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll()).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(SecurityConfiguration.class)
	static class CoversOtherPaths {

		@Bean
		SecurityFilterChain others(HttpSecurity http) {
			return http.securityMatcher("/shop/**")
				.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
				.build();
		}

	}

}
