package io.durable.spring.boot.actuate;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

import io.durable.client.DurableTaskClient;
import io.durable.hub.TaskHub;
import io.durable.spring.boot.security.InstanceAccess;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.userdetails.MapReactiveUserDetailsService;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.web.server.SecurityWebFilterChain;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The endpoint in a reactive application, where nothing of the caller is bound to the
 * thread.
 */
class ReactiveEndpointTests {

	private static ConfigurableApplicationContext start(Class<?>... sources) {
		return new SpringApplicationBuilder(sources).web(WebApplicationType.REACTIVE)
			.properties("server.port=0", "management.endpoints.web.exposure.include=durable",
					"spring.main.banner-mode=off")
			.run();
	}

	private static HttpResponse<String> get(ConfigurableApplicationContext context, String path, @Nullable String user)
			throws Exception {
		String port = context.getEnvironment().getRequiredProperty("local.server.port");
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
		if (user != null) {
			request.header("Authorization",
					"Basic " + Base64.getEncoder().encodeToString((user + ":secret").getBytes(StandardCharsets.UTF_8)));
		}
		return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
	}

	@Test
	void asksForTheRoleAndTheOwner() throws Exception {
		try (ConfigurableApplicationContext context = start(Secured.class)) {
			DurableTaskClient client = context.getBean(DurableTaskClient.class);
			client.scheduleNewOrchestrationInstance("Greet", null, "viewer-1");
			client.scheduleNewOrchestrationInstance("Greet", null, "other-1");
			assertThat(get(context, "/actuator/durable", null).statusCode()).isEqualTo(401);
			for (String path : new String[] { "/actuator/durable", "/actuator/durable/viewer-1" }) {
				HttpResponse<String> refused = get(context, path, "nobody");
				assertThat(refused.statusCode()).isEqualTo(403);
				assertThat(refused.body()).contains("urn:durable:problem:access-denied", "ROLE_DURABLE_VIEWER");
				assertThat(get(context, path, "viewer").statusCode()).isEqualTo(200);
			}
			assertThat(get(context, "/actuator/durable/other-1", "viewer").statusCode()).isEqualTo(404);
		}
	}

	@Test
	void whoIsNotKnownIsRefused() throws Exception {
		try (ConfigurableApplicationContext context = start(PermitsAll.class)) {
			HttpResponse<String> refused = get(context, "/actuator/durable", null);
			assertThat(refused.statusCode()).isEqualTo(403);
			assertThat(refused.body()).contains("not authenticated");
		}
	}

	@Test
	void withoutAFilterChainTheActuatorDecides() throws Exception {
		try (ConfigurableApplicationContext context = start(WithoutSecurity.class)) {
			assertThat(get(context, "/actuator/durable", null).statusCode()).isEqualTo(200);
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Hub {

		@Bean
		TaskHub taskHub() {
			return TaskHub.inMemory().addOrchestration("Greet", (context) -> "Hello").build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Hub.class)
	static class Secured {

		@Bean
		SecurityWebFilterChain chain(ServerHttpSecurity http) {
			return http.authorizeExchange((exchanges) -> exchanges.anyExchange().authenticated())
				.httpBasic(Customizer.withDefaults())
				.build();
		}

		@Bean
		MapReactiveUserDetailsService users() {
			return new MapReactiveUserDetailsService(user("nobody", "SCOPE_read"),
					user("viewer", "ROLE_DURABLE_VIEWER"));
		}

		private static UserDetails user(String name, String authority) {
			return User.withUsername(name).password("{noop}secret").authorities(authority).build();
		}

		@Bean
		InstanceAccess owners() {
			return (caller, operation, instance) -> caller != null
					&& instance.getInstanceId().startsWith(caller.getName());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Hub.class)
	static class PermitsAll {

		@Bean
		SecurityWebFilterChain chain(ServerHttpSecurity http) {
			return http.authorizeExchange((exchanges) -> exchanges.anyExchange().permitAll()).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(excludeName = {
			"org.springframework.boot.security.autoconfigure.web.reactive.ReactiveWebSecurityAutoConfiguration",
			"org.springframework.boot.security.autoconfigure.actuate.web.reactive.ReactiveManagementWebSecurityAutoConfiguration" })
	@Import(Hub.class)
	static class WithoutSecurity {

	}

}
