package com.example.jpa;

import java.time.Duration;

import io.durable.client.DurableTaskClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Hibernate validates what Flyway has created, and the task hub has tables of its own
 * beside that.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@ExtendWith(OutputCaptureExtension.class)
class HotelTests {

	@LocalServerPort
	private int port;

	@Autowired
	private DurableTaskClient client;

	@Autowired
	private BookingRepository bookings;

	@Autowired
	private GuestRepository guests;

	@Test
	void anOrchestrationBelongsToTheEntitiesOfTheApplication() throws Exception {
		String answer = http().post().uri("/bookings/b1").retrieve().body(String.class);
		assertThat(answer).contains("\"id\":\"b1\"", "/runtime/webhooks/durabletask/instances/b1?");
		assertThat(this.client.waitForInstanceCompletion("b1", Duration.ofSeconds(60), true).readOutputAs(String.class))
			.isEqualTo("confirmed b1");
		assertThat(this.bookings.findById("b1")).get().extracting(Booking::getState).isEqualTo("CONFIRMED");
		assertThat(this.guests.existsById("guest of b1")).isTrue();
	}

	@Test
	void springDataOfTheApplicationDoesNotNotice(CapturedOutput output) {
		assertThat(output.getAll()).contains("Finished Spring Data repository scanning", "Found 2 JPA repository")
			.doesNotContain("Multiple Spring Data modules found", "Could not safely identify", "Data JDBC");
	}

	@Test
	void springdocShowsTheParametersOfTheRequestOnly() {
		String openApi = http().get().uri("/v3/api-docs").retrieve().body(String.class);
		assertThat(openApi).contains("\"/bookings/{id}\"").doesNotContain("\"name\":\"client\"");
	}

	private RestClient http() {
		return RestClient.create("http://localhost:" + this.port);
	}

}
