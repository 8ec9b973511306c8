package io.durable.sample;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sends what is in {@code requests.http}, from top to bottom.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = "spring.datasource.url=jdbc:h2:mem:requests;DB_CLOSE_DELAY=-1")
class HttpFileTests {

	@LocalServerPort
	private int port;

	@Test
	void everyRequestIsAnsweredAsItSays() throws IOException {
		SampleClient client = SampleClient.of(this.port);
		List<HttpFileRequest> requests = HttpFileRequest.read();
		assertThat(requests).hasSameSizeAs(Files.readAllLines(Path.of("requests.http"))
			.stream()
			.filter((line) -> line.matches("(GET|POST|PUT|DELETE) .*"))
			.toList());
		requests.forEach((request) -> answersAsItSays(client, request));
	}

	private static void answersAsItSays(SampleClient client, HttpFileRequest request) {
		if (request.verb().equals("DELETE")) {
			// What was told to end has not ended at once
			Awaitility.await()
				.alias(request.title())
				.atMost(Duration.ofSeconds(60))
				.until(() -> request.send(client).statusCode() == request.status());
			return;
		}
		HttpResponse<String> response = request.send(client);
		assertThat(response.statusCode()).as(() -> request + " " + response.body()).isEqualTo(request.status());
	}

}
