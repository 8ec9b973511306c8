package io.durable.sample;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.durable.client.DurableTaskClient;
import io.durable.spring.boot.DurableClient;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every pattern, over HTTP.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = "spring.datasource.url=jdbc:h2:mem:sample;DB_CLOSE_DELAY=-1")
class SampleApplicationTests {

	@LocalServerPort
	private int port;

	@DurableClient
	private DurableTaskClient durableTaskClient;

	private SampleClient client;

	@BeforeEach
	void connect() {
		this.client = SampleClient.of(this.port);
	}

	private static String location(HttpResponse<String> started) {
		assertThat(started.statusCode()).isEqualTo(202);
		return started.headers().firstValue("Location").orElseThrow();
	}

	@Test
	void helloCitiesGreetsInOrder() {
		HttpResponse<String> started = this.client.post("/orchestrators/HelloCities");
		assertThat(started.headers().firstValue("Retry-After")).contains("10");
		HttpResponse<String> status = this.client.completed(location(started));
		assertThat(status.body()).contains("\"output\":[\"Hello Tokyo!\",\"Hello Seattle!\",\"Hello London!\"]");
		assertThat(SampleClient.<String>read(status, "$.runtimeStatus")).isEqualTo("Completed");
	}

	@Test
	void recordsAreInputAndOutput() {
		HttpResponse<String> started = this.client.post("/orchestrators/GetCourseRecommendations", "2");
		Map<String, Object> output = SampleClient.read(this.client.completed(location(started)), "$.output");
		assertThat(output).containsExactly(Map.entry("major", "ComputerScience"), Map.entry("universityYear", 2), Map
			.entry("recommendedCourses",
					List.of("Introduction to .NET Programming", "Introduction to Linux", "Becoming an Entrepreneur")));
	}

	@Test
	void squaresAreSummedUp() {
		HttpResponse<String> started = this.client.post("/orchestrators/FanOutFanIn", "10");
		assertThat(SampleClient.<Integer>read(this.client.completed(location(started)), "$.output")).isEqualTo(385);
		started = this.client.post("/orchestrators/FanOutFanIn", "0");
		assertThat(SampleClient.<Integer>read(this.client.completed(location(started)), "$.output")).isZero();
	}

	@Test
	void theEternalOrchestrationRunsOnceUntilItIsTerminated() {
		String status = location(this.client.post("/trigger-eternal", "1"));
		HttpResponse<String> second = this.client.post("/trigger-eternal");
		assertThat(second.statusCode()).isEqualTo(409);
		assertThat(SampleClient.<String>read(second, "$.detail"))
			.isEqualTo("An instance with ID 'StaticId' already exists.");
		String created = SampleClient.read(this.client.get(status), "$.createdTime");
		Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.until(() -> this.client.get(status), (response) -> response.statusCode() == 202
					&& !created.equals(SampleClient.read(response, "$.lastUpdatedTime")));
		assertThat(this.client.post(SampleClient.INSTANCES + "StaticId/terminate?reason=enough").statusCode())
			.isEqualTo(202);
		HttpResponse<String> ended = this.client.completed(status);
		assertThat(SampleClient.<String>read(ended, "$.runtimeStatus")).isEqualTo("Terminated");
		assertThat(SampleClient.<String>read(ended, "$.output")).isEqualTo("enough");
		assertThat(this.client.post("/trigger-eternal").statusCode()).isEqualTo(202);
	}

	@Test
	void theCleanupLoopWaitsForAnHourByDefault() throws Exception {
		String id = this.durableTaskClient.scheduleNewOrchestrationInstance("Periodic_Cleanup_Loop");
		Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.until(() -> this.durableTaskClient.getOrchestrationHistory(id).toString().contains("TimerCreated"));
		assertThat(this.durableTaskClient.getInstanceMetadata(id, false).isRunning()).isTrue();
		this.durableTaskClient.terminate(id, null);
		this.durableTaskClient.waitForInstanceCompletion(id, Duration.ofSeconds(60), false);
	}

	@Test
	void aSingletonIsStartedUnderAGivenId() {
		assertThat(this.client.post("/start-single/Periodic_Cleanup_Loop/only-one", "3600").statusCode())
			.isEqualTo(202);
		HttpResponse<String> second = this.client.post("/start-single/HelloCities/only-one");
		assertThat(second.statusCode()).isEqualTo(409);
		assertThat(second.body()).contains("An instance with ID 'only-one' already exists.");
		this.client.post(SampleClient.INSTANCES + "only-one/terminate");
		this.client.completed(SampleClient.INSTANCES + "only-one");
		HttpResponse<String> third = this.client.post("/start-single/HelloCities/only-one");
		assertThat(this.client.completed(location(third)).body()).contains("Hello Tokyo!");
	}

	@Test
	void aSingletonWithABadIdIsRefused() {
		assertThat(this.client.post("/start-single/HelloCities/@bad").statusCode()).isEqualTo(400);
	}

	@Test
	void theActuatorShowsWhatIsRegistered() {
		assertThat(this.client.get("/actuator/durable").body()).contains("HelloCities", "Periodic_Cleanup_Loop",
				"GetCourseRecommendations", "FanOutFanIn", "SayHello", "DoCleanup", "CourseRecommendations", "Square");
	}

}
