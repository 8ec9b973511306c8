package com.example.aot;

import java.time.Duration;

import io.durable.client.DurableTaskClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.aot.AotDetector;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The context that was prepared ahead of time starts, and orchestrations run in it.
 */
@ExtendWith(OutputCaptureExtension.class)
class AotTests {

	@Test
	void anOrchestrationRunsInAContextThatWasPreparedAheadOfTime(CapturedOutput output) throws Exception {
		assertThat(AotDetector.useGeneratedArtifacts()).isTrue();
		SpringApplication application = new SpringApplication(AotApplication.class);
		application.setMainApplicationClass(AotApplication.class);
		try (ConfigurableApplicationContext context = application.run()) {
			assertThat(output).contains("Starting AOT-processed");
			DurableTaskClient client = context.getBean(DurableTaskClient.class);
			String id = client.scheduleNewOrchestrationInstance(Greetings::greet, "Tokyo");
			assertThat(client.waitForInstanceCompletion(id, Duration.ofSeconds(60), true).readOutputAs(String.class))
				.isEqualTo("Hello Tokyo!");
		}
	}

}
