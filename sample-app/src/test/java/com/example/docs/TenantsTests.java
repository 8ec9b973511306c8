package com.example.docs;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Base64;

import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;

import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest(classes = TenantsTests.Application.class, webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "spring.config.name=none", "spring.datasource.url=jdbc:h2:mem:tenants;DB_CLOSE_DELAY=-1" })
class TenantsTests {

	private static final String BASE = "/runtime/webhooks/durabletask";

	@LocalServerPort
	private int port;

	private HttpResponse<String> send(String user, String verb, String path, String json) throws Exception {
		String credentials = Base64.getEncoder().encodeToString((user + ":" + user).getBytes());
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port + path))
			.header("Authorization", "Basic " + credentials)
			.header("Content-Type", "application/json")
			.method(verb, BodyPublishers.ofString(json))
			.build();
		return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
	}

	@Test
	void othersDoNotSeeIt() throws Exception {
		String order = "{\"id\":\"order-1\",\"items\":[]}";
		assertThat(send("ada", "POST", BASE + "/orchestrators/ProcessOrder/order-1", order).statusCode())
			.isEqualTo(202);
		assertThat(send("ada", "GET", BASE + "/instances/order-1", "").statusCode()).isIn(200, 202);
		assertThat(send("alan", "GET", BASE + "/instances/order-1", "").statusCode()).isEqualTo(404);
		assertThat(send("ada", "GET", BASE + "/instances", "").body()).contains("order-1");
		assertThat(send("alan", "GET", BASE + "/instances", "").body()).isEqualTo("[]");
	}

	@Test
	void aControllerAnswersWithTheUrlsOfTheApi() throws Exception {
		HttpResponse<String> answer = send("ada", "POST", "/orders", "{\"id\":\"order-2\",\"items\":[\"lamp\"]}");
		assertThat(answer.statusCode()).isEqualTo(202);
		assertThat(answer.headers().firstValue("Location").orElseThrow()).contains(BASE + "/instances/");
		assertThat(answer.body()).contains("\"statusQueryGetUri\"");
	}

	// Not annotated as a configuration, so that no other application finds it
	@EnableAutoConfiguration
	@Import({ Tenants.class, Orders.class, ProcessOrder.class })
	static class Application {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
				.httpBasic(Customizer.withDefaults())
				.csrf((csrf) -> csrf.disable())
				.build();
		}

		@Bean
		UserDetailsService users() {
			return new InMemoryUserDetailsManager(
					User.withUsername("ada").password("{noop}ada").roles("DURABLE_OPERATOR").build(),
					User.withUsername("alan").password("{noop}alan").roles("DURABLE_OPERATOR").build());
		}

	}

}
