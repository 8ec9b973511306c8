package io.durable.sample;

import java.net.http.HttpResponse;

import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The roles of the profile {@code secured}.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = "spring.datasource.url=jdbc:h2:mem:secured;DB_CLOSE_DELAY=-1")
@ActiveProfiles("secured")
class SecuredSampleTests {

	private static final String START = "/runtime/webhooks/durabletask/orchestrators/HelloCities";

	@LocalServerPort
	private int port;

	@Test
	void theOperatorStartsAndTheViewerLooks() {
		HttpResponse<String> started = SampleClient.of(this.port, "operator").post(START + "/hello-1");
		assertThat(started.statusCode()).isEqualTo(202);
		SampleClient viewer = SampleClient.of(this.port, "viewer");
		assertThat(viewer.completed(SampleClient.INSTANCES + "hello-1").body()).contains("Hello Tokyo!");
		assertThat(viewer.get(SampleClient.INSTANCES).body()).contains("hello-1");
		assertThat(viewer.get("/actuator/durable").statusCode()).isEqualTo(200);
	}

	@Test
	void theViewerChangesNothing() {
		SampleClient viewer = SampleClient.of(this.port, "viewer");
		HttpResponse<String> refused = viewer.post(START + "/refused-1");
		assertThat(refused.statusCode()).isEqualTo(403);
		assertThat(refused.body()).contains("ROLE_DURABLE_OPERATOR");
		assertThat(viewer.post("/orchestrators/HelloCities/refused-1").statusCode()).isEqualTo(403);
		assertThat(viewer.post("/start-single/HelloCities/refused-1").statusCode()).isEqualTo(403);
		assertThat(viewer.get(SampleClient.INSTANCES + "refused-1").statusCode()).isEqualTo(404);
		SampleClient operator = SampleClient.of(this.port, "operator");
		assertThat(operator.post("/start-single/WaitForEvent/kept-1").statusCode()).isEqualTo(202);
		assertThat(viewer.post(SampleClient.INSTANCES + "kept-1/terminate").statusCode()).isEqualTo(403);
		assertThat(viewer.delete(SampleClient.INSTANCES + "kept-1").statusCode()).isEqualTo(403);
	}

	@Test
	void strangersAreAskedWhoTheyAre() {
		SampleClient stranger = SampleClient.of(this.port);
		assertThat(stranger.get(SampleClient.INSTANCES).statusCode()).isEqualTo(401);
		assertThat(stranger.post(START).statusCode()).isEqualTo(401);
		assertThat(stranger.post("/trigger-eternal").statusCode()).isEqualTo(401);
		assertThat(stranger.get("/actuator/health").statusCode()).isEqualTo(200);
	}

}
