package com.example.webflux;

import java.time.Duration;

import io.durable.client.DurableTaskClient;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.web.reactive.server.WebTestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Orchestrations of a reactive application run, and are nobody's.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "spring.security.user.name=ann", "spring.security.user.password=secret" })
class ReactiveTests {

	@LocalServerPort
	private int port;

	@Autowired
	private DurableTaskClient client;

	@Test
	void anAuthenticatedRequestStartsAnOrchestration() throws Exception {
		String id = http().post()
			.uri("/greetings/Tokyo")
			.headers((headers) -> headers.setBasicAuth("ann", "secret"))
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody(String.class)
			.returnResult()
			.getResponseBody();
		assertThat(this.client.waitForInstanceCompletion(id, Duration.ofSeconds(60), true).readOutputAs(String.class))
			.isEqualTo("Hello Tokyo, null");
	}

	@Test
	void othersAreTurnedAway() {
		http().post().uri("/greetings/Tokyo").exchange().expectStatus().isUnauthorized();
		http().get().uri("/runtime/webhooks/durabletask/instances").exchange().expectStatus().isUnauthorized();
	}

	private WebTestClient http() {
		return WebTestClient.bindToServer().baseUrl("http://localhost:" + this.port).build();
	}

}
