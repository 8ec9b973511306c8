package io.durable.spring.boot.actuate;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

import io.durable.client.DurableTaskClient;
import io.durable.hub.TaskHub;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DurableEndpoint} over HTTP.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = {
		"management.endpoints.web.exposure.include=durable", "spring.main.lazy-initialization=true",
		"spring.autoconfigure.exclude=org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration" })
class DurableEndpointWebTests {

	@LocalServerPort
	private int port;

	@Autowired
	private DurableTaskClient client;

	@Test
	void showsTheTaskHub() throws Exception {
		HttpResponse<String> response = get("/actuator/durable");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).contains("\"orchestrators\":[\"Greet\"]", "\"load\":{\"memory\":{\"max\":",
				"\"handed-over\":");
	}

	@Test
	void showsAnInstance() throws Exception {
		this.client.scheduleNewOrchestrationInstance("Greet", "secret", "known");
		HttpResponse<String> response = get("/actuator/durable/known");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).contains("\"instanceId\":\"known\"", "\"runtimeStatus\":\"")
			.doesNotContain("secret");
	}

	@Test
	void unknownInstanceIsNotFound() throws Exception {
		assertThat(get("/actuator/durable/unknown").statusCode()).isEqualTo(404);
	}

	private HttpResponse<String> get(String path) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + path)).build();
		return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		TaskHub taskHub() {
			return TaskHub.inMemory().addOrchestration("Greet", (context) -> "Hello").build();
		}

	}

}
